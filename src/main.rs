//! The program. All of it is in the library; only the allocator is chosen here.

/// Faster than the system's for a site's millions of small texts. See Cargo.toml for figures.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    casebook::cli::main()
}
