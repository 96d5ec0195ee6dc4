//! Where a data folder lies. A journal on a network drive is not safe from a second computer, and one in
//! a synced folder is copied while it changes: both are said before anything is sent.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place that is not good for a journal. [`Display`](fmt::Display) says what and why, in two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsafePlace {
    /// Another computer's disk: its file system.
    Network(PathBuf, String),
    /// Copied elsewhere by a program: its name.
    Synced(PathBuf, &'static str),
}

impl fmt::Display for UnsafePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(folder, kind) => write!(
                f,
                "The data folder {} is on a network drive ({kind}). A crash there can lose what was written; \
                 choose a folder of this computer with --data-dir.",
                folder.display()
            ),
            Self::Synced(folder, program) => write!(
                f,
                "The data folder {} is kept in step by {program}. That can damage the journal or bring back an \
                 old one, and rows would be sent twice; choose another folder with --data-dir.",
                folder.display()
            ),
        }
    }
}

impl UnsafePlace {
    /// What is wrong with the place of a data folder, if anything. Knows the mounts of Linux and the
    /// `\\server\share` of Windows; a network drive elsewhere is not seen, but SQLite's own test of shared
    /// memory still is.
    pub fn of(data_dir: &Path) -> Option<Self> {
        let folder = data_dir.canonicalize().unwrap_or_else(|_not_there_yet| data_dir.to_owned());
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let network = remote_mount(&mounts, &folder).or_else(|| is_share(&folder).then_some("share"));
        if let Some(kind) = network {
            return Some(Self::Network(folder.clone(), kind.to_owned()));
        }
        synced_by(&folder).map(|program| Self::Synced(folder, program))
    }
}

/// File systems of other computers, as Linux names them.
const REMOTE: [&str; 16] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "ncpfs",
    "virtiofs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs2",
];

/// Programs that copy a folder elsewhere, by how that folder's name begins.
const SYNCED: [(&str, &str); 8] = [
    ("Dropbox", "Dropbox"),
    ("OneDrive", "OneDrive"),
    ("Google Drive", "Google Drive"),
    ("GoogleDrive", "Google Drive"),
    ("iCloud", "iCloud"),
    ("com~apple~CloudDocs", "iCloud"),
    ("Nextcloud", "Nextcloud"),
    ("Box Sync", "Box"),
];

/// The file system that a folder is on, if it is another computer's. The longest mount point counts,
/// and of equal ones the last.
fn remote_mount<'a>(mountinfo: &'a str, folder: &Path) -> Option<&'a str> {
    let mounts = mountinfo.lines().filter_map(|line| {
        let (mount, source) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4)?.replace("\\040", " ");
        folder.starts_with(&point).then(|| (point.len(), source.split(' ').next().unwrap_or_default()))
    });
    let (_, kind) = mounts.max_by_key(|(length, _)| *length)?;
    REMOTE.contains(&kind).then_some(kind)
}

fn is_share(folder: &Path) -> bool {
    let text = folder.to_string_lossy();
    let local = text.strip_prefix(r"\\?\").unwrap_or(&text);
    text.starts_with(r"\\?\UNC\") || (local.starts_with(r"\\") && !local.starts_with(r"\\."))
}

fn synced_by(folder: &Path) -> Option<&'static str> {
    folder.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy();
        SYNCED.iter().find(|(start, _)| name.starts_with(start)).map(|(_, program)| *program)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_drive_is_told_by_its_longest_mount() {
        let mounts = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw shared:1 - nfs4 server:/home rw
31 30 0:41 / /home/ann/local rw - ext4 /dev/vdb rw
32 22 0:42 / /mnt/team\\040drive rw - cifs //server/team rw
33 22 0:43 / /srv rw - fuse.sshfs ann@host: rw
";
        for (folder, kind) in [
            ("/var/lib/scorebridge", None),
            ("/home/ann/scorebridge", Some("nfs4")),
            ("/home/ann/local/scorebridge", None),
            ("/mnt/team drive/scorebridge", Some("cifs")),
            ("/mnt/team drives", None),
            ("/srv", Some("fuse.sshfs")),
        ] {
            assert_eq!(remote_mount(mounts, Path::new(folder)), kind, "{folder}");
        }
        assert_eq!(remote_mount("", Path::new("/")), None);
        assert_eq!(remote_mount("not a mount\n - \n", Path::new("/")), None);
    }

    #[test]
    fn a_share_and_a_synced_folder_are_told_by_their_names() {
        for (folder, share) in [
            (r"\\server\share\data", true),
            (r"\\?\UNC\server\share", true),
            (r"\\?\C:\Users", false),
            (r"\\.\pipe", false),
            (r"C:\Users", false),
            ("/home/ann", false),
        ] {
            assert_eq!(is_share(Path::new(folder)), share, "{folder}");
        }
        for (folder, program) in [
            ("/home/ann/Dropbox/work", Some("Dropbox")),
            ("/Users/ann/OneDrive - Acme/x", Some("OneDrive")),
            ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/x", Some("iCloud")),
            ("/home/ann/.local/share/scorebridge", None),
        ] {
            assert_eq!(synced_by(Path::new(folder)), program, "{folder}");
        }
    }

    #[test]
    fn a_folder_in_a_synced_one_is_named_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(UnsafePlace::of(folder.path()), None);
        let synced = folder.path().join("Dropbox").join("scorebridge");
        std::fs::create_dir_all(&synced).unwrap();
        let words = UnsafePlace::of(&synced).unwrap().to_string();
        assert!(words.contains("Dropbox") && words.contains("--data-dir"), "{words}");
    }
}
