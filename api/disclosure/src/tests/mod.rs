//! Cases by hand and drawn inputs, each recounted by naive code.

mod cases;
mod worlds;
