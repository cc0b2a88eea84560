//! The operator's commands, as real processes on one folder and database: what they print, and the act that each leaves.

mod by;
mod demo;
mod first_start;
mod release;
mod stop;
mod terminal;
