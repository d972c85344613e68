export { type FailureThrottleOptions, failureThrottle } from './failure-throttle.js';
