//! The outside: the disk and the clock. Everything that reads or writes is here or in `cli`.
#![allow(clippy::disallowed_methods, reason = "this is the floor that is allowed to")]

pub mod create;
pub mod mend;
pub mod publish;
pub mod read;
