//! A disk of 2 MiB that fills up under writes, at different places each time.

use std::fs;

use journeys::faults::{figure, times};
use journeys::fence::{self, Fence};
use journeys::{Serve, WITHIN, eventually, programs};

use crate::broken_disk::{compare, write, write_one};
use crate::client::Ways;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writes_only_until_there_is_room() {
    let count = times(2, 20);
    let (mut refused, mut acknowledged) = (0, 0);
    for case in 0..count {
        // Any start needs some room for itself; the rest differs by odd sizes, so that another write is the last one.
        let counts = fill(u32::try_from(1000 + case * 13).unwrap()).await;
        refused += counts.0;
        acknowledged += counts.1;
    }
    figure(format!("{count} full disks: {refused} writes refused, {acknowledged} acknowledged, 0 of them lost"));
}

async fn fill(filler: u32) -> (usize, usize) {
    let what = format!("{filler} KiB were taken");
    let folder = tempfile::tempdir().unwrap();
    let behind = Fence::Filled(filler).command(folder.path(), &programs::authority());
    let serve = Serve::start_by(behind, folder.path()).unwrap();
    let made = fence::operate_behind(serve.pid(), folder.path(), &["token", "create", "--role", "admin"]);
    let ways = Ways::into(&serve, String::from_utf8(made.stdout).unwrap().trim());
    let (_, secret) = ways.admin.create_active("sandbox", "steady", "read_only").await;
    let (mut told, mut refused) = (Vec::new(), 0);
    while refused < 5 {
        refused += usize::from(!write(&ways, &mut told).await);
        assert_eq!(ways.verify(&secret).await, Some(true), "{what}: a verdict needs no disk");
        assert!(told.len() < 5000, "{what}: 2 MiB must fill up");
    }
    compare(&what, &ways, &mut told).await;

    // The folder as the program sees it.
    let seen = format!("/proc/{}/root{}", serve.pid(), folder.path().display());
    fs::remove_file(format!("{seen}/filler")).unwrap();
    let again = || async { write_one(&ways, "again").await.then_some(()) };
    eventually(&format!("{what}: writes go on"), WITHIN, again).await;
    compare(&what, &ways, &mut told).await;
    assert!(!serve.errors().contains("panicked"), "{what}: {}", serve.errors());
    // A copy, since SQLite would follow the path to the folder outside; nobody writes now.
    let copy = tempfile::tempdir().unwrap();
    for file in ["authority.sqlite3", "authority.sqlite3-wal"] {
        fs::copy(format!("{seen}/{file}"), copy.path().join(file)).unwrap();
    }
    let chain = authority::verify_chain(&copy.path().join("authority.sqlite3")).unwrap();
    chain.unwrap_or_else(|row| panic!("{what}: audit row {row}"));
    (refused, told.iter().filter(|told| told.or.is_none()).count())
}
