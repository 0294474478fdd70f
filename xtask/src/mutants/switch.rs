
/// `cargo xtask mutants` adds this to a copy of the crate. `CHANGES` is how many there are.
#[doc(hidden)]
pub mod mutant {
    use std::fs::File;
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Whether this change is on. Where the environment names a file for it, every change that is come by is noted there.
    pub fn on(change: usize) -> bool {
        static ON: LazyLock<Option<usize>> = LazyLock::new(|| std::env::var("MUTANT").ok()?.parse().ok());
        static REACHED: LazyLock<Option<File>> = LazyLock::new(|| {
            let path = std::env::var_os("MUTANTS_REACHED")?;
            Some(File::options().append(true).create(true).open(path).unwrap())
        });
        static SEEN: [AtomicBool; CHANGES] = [const { AtomicBool::new(false) }; CHANGES];
        if let Some(mut file) = REACHED.as_ref() {
            if !SEEN[change].swap(true, Ordering::Relaxed) {
                file.write_all(format!("{change}\n").as_bytes()).unwrap();
            }
        }
        *ON == Some(change)
    }
}
