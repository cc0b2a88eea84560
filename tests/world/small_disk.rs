//! A small file system, which a test fills and empties.

use super::{in_path, run};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// A mounted file system in memory, unmounted at the end.
#[derive(Debug)]
pub struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts a file system of this many MiB. Returns `None` if this process may not mount.
    pub fn mount(mebibytes: usize) -> Option<Self> {
        let folder = run().fresh("disk");
        let size = format!("size={mebibytes}m");
        let mount = Command::new(in_path("mount")?)
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .output()
            .ok()?;
        run().at_the_end(&format!("umount -l {}", folder.display()));
        mount.status.success().then_some(Self { folder })
    }

    /// Returns the folder where it is mounted.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut filler =
            fs::OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            let block = vec![0; size];
            while filler.write_all(&block).is_ok() {}
        }
    }

    /// Fills it and leaves this many bytes free.
    pub fn fill_but(&self, room: u64) {
        self.fill();
        let filler = fs::OpenOptions::new().write(true).open(self.filler()).unwrap();
        let full = filler.metadata().unwrap().len();
        filler.set_len(full.saturating_sub(room)).unwrap();
    }

    /// Frees the space that [`Self::fill`] took.
    pub fn empty(&self) {
        let _ = fs::remove_file(self.filler());
    }

    /// Makes the file system read-only, or writable again.
    pub fn read_only(&self, is_read_only: bool) {
        let how = if is_read_only { "remount,ro" } else { "remount,rw" };
        let done = Command::new(in_path("mount").unwrap())
            .args(["-o", how])
            .arg(&self.folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "{how}: {done:?}");
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmount = in_path("umount")
            .map(|umount| Command::new(umount).arg("-l").arg(&self.folder).status());
        drop(unmount);
    }
}
