/** How the pages look. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --paper: #fff;
  --ground: #eef1f5;
  --ink: #17202e;
  --quiet: #566274;
  --line: #c6cedb;
  --accent: #1d4ed8;
  --accent-ink: #fff;
  --problem: #b42318;
  --problem-ground: #fef3f2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #18202c;
    --ground: #0f141c;
    --ink: #e8edf5;
    --quiet: #9aa7b9;
    --line: #3a4658;
    --accent: #7ea6ff;
    --accent-ink: #0f141c;
    --problem: #ffa198;
    --problem-ground: #3a1b1a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: center;
  padding: 1.5rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%;
  max-width: 26rem;
  padding: 2rem;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
ul { margin: 0 0 1.5rem; padding-left: 1.25rem; }
li { margin-bottom: 0.25rem; }
code { font-size: 0.8125rem; color: var(--quiet); white-space: nowrap; }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
input:not([type="hidden"]) {
  width: 100%;
  margin-bottom: 1rem;
  padding: 0.625rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: transparent;
  color: inherit;
  font: inherit;
}
button {
  width: 100%;
  padding: 0.6875rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: var(--accent);
  color: var(--accent-ink);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.second { margin-top: 0.625rem; background: transparent; color: var(--accent); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.brand { margin-bottom: 1.25rem; font-weight: 600; color: var(--quiet); }
.aside { margin: 1.25rem 0 0; font-size: 0.875rem; color: var(--quiet); }
.problem {
  padding: 0.625rem 0.75rem;
  border-radius: 0.5rem;
  background: var(--problem-ground);
  color: var(--problem);
}
`;
