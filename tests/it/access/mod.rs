//! Who are you.

mod credential;
mod federation;
mod foreign;
mod grants;
mod grants_draw;
mod grants_fields;
mod grants_worlds;
mod instances;
mod integration;
mod invitation;
mod keys;
mod matrix;
mod people;
mod recovery;
mod sessions;
mod succession;
mod token;
