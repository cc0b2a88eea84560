//! Who are you.

mod foreign;
mod grants;
mod grants_draw;
mod grants_fields;
mod grants_worlds;
mod instances;
mod invitation;
mod keys;
mod matrix;
mod people;
mod sessions;
mod succession;
mod token;
