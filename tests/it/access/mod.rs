//! Who are you.

mod foreign;
mod instances;
mod grants;
mod grants_draw;
mod grants_fields;
mod grants_worlds;
mod matrix;
mod sessions;
mod token;
