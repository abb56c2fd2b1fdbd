/**
 * The version of the contract, independent of the product's own number. Within a major we only add. A plugin names the range it was
 * written for in its manifest (`"contract": "^1.0"`).
 */
export const CONTRACT_VERSION = '1.0.0';
