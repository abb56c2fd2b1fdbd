// a style sheet means nothing to a test in Node
module.exports = {};
