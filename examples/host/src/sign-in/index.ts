export { createUser, type NewUser } from './create-user.js';
export { createSignIn, type SignIn, type SignInOptions } from './sign-in.js';
