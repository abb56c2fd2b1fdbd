/**
 * The version of the contract.
 *
 * @module
 */

/**
 * The version of the contract, independent of the product's own number. Within a major we only add. A plugin names the range it was
 * written for in its manifest (`"contract": "^1.0"`).
 *
 * @example
 * ```ts
 * console.log(`Checked against contract ${CONTRACT_VERSION}`);
 * ```
 */
export const CONTRACT_VERSION = '1.0.0';
