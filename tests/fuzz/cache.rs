//! Damaged bytes never come back as an entry of the cache.

use std::fs;

use casebook::host::cache::DiskCache;
use casebook::host::folder::Folder;
use tempfile::TempDir;

use crate::random::fuzz;

#[test]
fn damaged_cache() {
    let root = TempDir::new().expect("a temporary folder");
    let cache = DiskCache::open(&Folder::open(root.path()).expect("it is there")).expect("a cache");
    let file = |name: &str| root.path().join(".casebook-cache").join(name);
    let names = ["pictures/a.1.480.jpg", "pictures/b.1.480.jpg", "links"];
    for name in names {
        cache.write(name, &[]).expect("the disk works");
    }
    fuzz("damaged_cache", 1500, |random| {
        let name = *random.pick(&names);
        let entry: Vec<u8> = (0..random.below(200))
            .map(|_| random.below(256) as u8)
            .collect();
        cache.write(name, &entry).expect("the disk works");
        let sound = fs::read(file(name)).expect("it was written");
        assert_eq!(cache.read(name).as_ref(), Some(&entry));
        let other = *random.pick(&names);
        let mut damaged = sound.clone();
        let at = random.below(damaged.len());
        match random.below(8) {
            0 => damaged.truncate(at),
            1 => damaged[at] ^= 1 << random.below(8),
            2 => damaged.insert(at, random.below(256) as u8),
            3 => drop(damaged.remove(at)),
            4 => damaged.extend_from_within(at..),
            5 => damaged[at..].fill(0),
            6 => damaged.make_ascii_uppercase(),
            _ => damaged.reverse(),
        }
        fs::write(file(name), &damaged).expect("the disk works");
        let read = cache.read(name);
        assert!(read.is_none() || damaged == sound, "{sound:?} {damaged:?}");
        // An entry is none of another name's.
        fs::write(file(other), &sound).expect("the disk works");
        assert_eq!(cache.read(other).is_some(), name == other);
    });
}
