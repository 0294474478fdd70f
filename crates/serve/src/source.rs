//! Where a snapshot comes from.

use packetwalk::{Loader, Wanted};
use std::io::Read;

/// A snapshot that can be read, and read again.
pub trait Source: Send + Sync {
    /// What it is called: the name of its folder.
    fn name(&self) -> String;

    /// Feeds every file to a loader.
    ///
    /// # Errors
    /// When a file can't be had at all; what is wrong inside of files is the loader's to tell.
    fn read(&self, loader: &mut Loader) -> Result<(), String>;

    /// The bytes of one of its files, by the name that the loader was given.
    ///
    /// # Errors
    /// When it has no such file, or it can't be had now.
    fn open(&self, file: &str) -> Result<Box<dyn Read + '_>, String>;

    /// What changes when a file does: names, sizes, times. `None` where that can't be had now.
    fn stamp(&self) -> Option<u64>;
}

/// Files in memory: those that were uploaded, or came by standard input.
#[derive(Debug)]
pub struct Held {
    name: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Held {
    /// Files, each with its name and bytes, under a name.
    pub fn new(name: String, files: Vec<(String, Vec<u8>)>) -> Self {
        Held { name, files }
    }
}

impl Source for Held {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn read(&self, loader: &mut Loader) -> Result<(), String> {
        for (name, bytes) in &self.files {
            loader.read(name, None, Wanted::InFolder, bytes.as_slice());
        }
        Ok(())
    }

    fn open(&self, file: &str) -> Result<Box<dyn Read + '_>, String> {
        let held = self.files.iter().find(|(name, _)| name == file);
        let (_, bytes) = held.ok_or_else(|| format!("{file} isn't among its files"))?;
        Ok(Box::new(bytes.as_slice()))
    }

    fn stamp(&self) -> Option<u64> {
        Some(0)
    }
}
