//! The outside: the disk, the clock, git and other sites. Only this floor and `cli` use them.
#![allow(
    clippy::disallowed_methods,
    reason = "this floor may use files, the clock and the environment"
)]

mod bounds;
pub mod cache;
pub(crate) mod create;
pub(crate) mod disk;
pub(crate) mod fix;
pub mod folder;
pub(crate) mod git;
#[cfg(feature = "outside")]
pub mod outside;
pub mod pictures;
#[cfg(feature = "serve")]
pub(crate) mod preview;
pub(crate) mod publish;
pub mod read;
mod unfinished;
mod unix;
#[cfg(feature = "serve")]
pub(crate) mod watch;
pub(crate) mod watchdog;
