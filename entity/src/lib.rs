//! Rows, nothing else: one file per table, and [`words`], the codes and statuses that rows, rules and the API share.
//!
//! This crate imports nothing of ours and decides nothing.

pub mod words;
