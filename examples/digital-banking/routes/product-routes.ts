import type { RequestHandler, Router } from 'express';

const products = [
  { productId: 'everyday', name: 'Everyday account', interestRate: '0.00' },
  { productId: 'savings', name: 'Savings account', interestRate: '2.40' },
  { productId: 'term-deposit', name: 'Term deposit, one year', interestRate: '4.10' },
];

/** What needs the key of an application and no user. */
export function productRoutes(router: Router, issuer: string, apiDoc: RequestHandler): void {
  const about = { name: 'Digital banking', version: '1.0.0', issuer };
  const metadata = { ...about, apiDoc: '/banking/apiDoc', reference: '/reference' };
  router.get('/banking/', (_req, res) => void res.json(metadata));
  router.get('/banking/apiDoc', apiDoc);
  router.get('/banking/products', (_req, res) => void res.json({ products }));
}
