//! The seeded simulation: the engine and its desk against a server, a disk, a clock and a person that
//! do everything they may do, in virtual time.
//!
//! Each run is decided by its seed alone: answers reordered, lost, late or of any status; writes that
//! fail, or fail after they reached the disk; a crash at any step; a calendar that jumps; a person who
//! pauses, goes on, stops and decides. Whatever happens: no row is taken twice without consent, none is
//! lost, none is claimed that was not taken, and the sums hold. A failure names its seed; run that one
//! with `SCOREBRIDGE_FIRST_SEED=n SCOREBRIDGE_SIMULATIONS=1`, more with a larger number.

mod disk;
mod server;
mod world;

use std::env;
use std::panic;

use disk::{Disk, Fault, Memory, OnDisk};
use world::World;

/// Runs the simulation for so many seeds, and names the one that failed.
fn simulate<D: Disk>(make: impl Fn(&[Vec<u32>]) -> D, runs_by_default: u64) {
    let number = |name, default| env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let first: u64 = number("SCOREBRIDGE_FIRST_SEED", 0);
    let mut seen = world::Seen::default();
    for seed in first..first + number("SCOREBRIDGE_SIMULATIONS", runs_by_default) {
        seen.add(&naming(seed, || World::new(seed, &make).run()));
    }
    println!("{seen}");
}

/// Names the seed of a run that fails.
fn naming<T>(seed: u64, run: impl FnOnce() -> T) -> T {
    panic::catch_unwind(panic::AssertUnwindSafe(run)).unwrap_or_else(|failure| {
        eprintln!("seed {seed} failed");
        panic::resume_unwind(failure)
    })
}

#[test]
fn a_memory_disk_survives_everything() {
    simulate(Memory::new, 500);
}

#[test]
fn the_real_journal_survives_everything() {
    simulate(OnDisk::new, 10);
}

/// Fails the first write of an upload, then the second, and so on to the last: this one or all from it
/// on, with a person there or not. Returns how many writes were failed.
fn fail_each_write<D: Disk>(
    make: &impl Fn(&[Vec<u32>]) -> D,
    seed: u64,
    fault: Fault,
    ways: &[(bool, bool)],
) -> u32 {
    let mut failed = 0;
    for &(for_ever, attended) in ways {
        let mut n = 1;
        let writes = |n| World::new(seed, make).run_with_failing_write((n, fault, for_ever), attended);
        while naming(seed, || writes(n)) >= n {
            n += 1;
        }
        failed += n - 1;
    }
    failed
}

#[test]
fn each_write_may_fail() {
    let all_ways = [(false, false), (false, true), (true, false), (true, true)];
    let mut failed = 0;
    for seed in 0..20 {
        for fault in [Fault::Before, Fault::After, Fault::CrashBefore, Fault::CrashAfter] {
            failed += fail_each_write(&Memory::new, seed, fault, &all_ways);
        }
    }
    println!("{failed} runs with a failing write");
    assert!(failed > 1_000, "only {failed} writes failed");
}

#[test]
fn each_write_of_the_real_journal_may_fail() {
    let for_ever = fail_each_write(&OnDisk::new, SMALL, Fault::Before, &[(true, false)]);
    let once = fail_each_write(&OnDisk::new, SMALL, Fault::After, &[(false, true)]);
    assert!(for_ever > 2 && once > 2, "{for_ever} and {once} writes failed");
}

/// A seed whose upload is small: opening a journal hundreds of times takes its time.
const SMALL: u64 = 2;
