//! Cases by hand, and any number of drawn inputs, each recounted naively.

mod cases;
mod worlds;
