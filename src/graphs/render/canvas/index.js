// chartjs-node-canvas asks for `canvas` (cairo, compiled at install); Skia's prebuilt canvas speaks the same interface.
module.exports = require("@napi-rs/canvas/node-canvas");
