//! The operator's commands, as real processes on one folder and database: their output, and the act
//! that each leaves.

mod adopt;
mod by;
mod clock;
mod configuration;
mod crashed;
mod demo;
mod first_start;
mod full;
mod locks;
mod pairs;
mod private;
mod release;
mod restore;
mod stop;
mod terminal;
mod verify;
