//! What cannot be told again is said to be missing, once, and the stream goes on.

use journeys::{Inside, Listening};
use keys::Ambient;
use keys::wire::Role;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

#[tokio::test]
async fn from_a_place_that_is_none_of_ours_a_client_is_told_to_begin_anew_once() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let mut stream = Listening::now(&admin).await;
    admin.create_pending("sandbox", "one", "read_only").await;
    stream.next_row().await;
    let last = stream.last.clone().unwrap();
    let (row, hash) = last.split_once('.').unwrap();
    let future = format!("{}.{hash}", row.parse::<u64>().unwrap() + 1000);
    let foreign = format!("{row}.{}", "0".repeat(16));
    for id in [&future, &foreign, row, "0.0000000000000000", "nonsense", "-1", &format!("+{last}")] {
        let mut stream = Listening::behind(&admin, Some(id)).await;
        let resync = stream.next().await;
        assert_eq!((resync.name.as_str(), resync.text("reason")), ("resync", "unknown"), "{id}");
        let ready = stream.next().await;
        assert_eq!(
            (ready.name.as_str(), ready.id.as_ref()),
            ("ready", resync.id.as_ref()),
            "once, and with a place to go on from"
        );
        let (key, _) = admin.create_pending("sandbox", &format!("after {id}"), "read_only").await;
        stream.until("key.created", &key).await;
    }
    let mut stream = Listening::behind(&admin, Some(&last)).await;
    assert_eq!(stream.next().await.text("deed"), "key.created", "from one of ours it goes on");
    inside.stop().await;
}

/// More rows than any socket holds, in one statement, as no client could make them.
const MANY: u32 = 40_000;

#[tokio::test]
async fn whoever_is_too_slow_is_told_so_and_hears_what_comes_after() {
    // However long it takes until it reads again on a busy machine: it is slow, and not cut as one that has gone away.
    let patient = |config: &mut authority::Config| config.limits.stall = journeys::WITHIN * 100;
    let inside = Inside::start_with(Ambient::system(), patient).await;
    let admin = inside.manage(Role::Admin);
    let token = admin.request(reqwest::Method::GET, "/events").build().unwrap();
    let authorization = token.headers()["authorization"].to_str().unwrap().to_owned();
    let address = format!("{}:{}", token.url().host_str().unwrap(), token.url().port().unwrap());
    // A small window: what the system holds for who does not read is soon full. Not a tiny one: it is read out in the end.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let mut slow = socket.connect(address.parse().unwrap()).await.unwrap();
    let head = format!("GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\r\n");
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut seen = String::new();
    read_until(&mut slow, &mut seen, |seen| seen.contains("event: ready")).await;

    // Numbered on from the last row; whose they are is copied from it.
    let mut quick = Listening::now(&admin).await;
    let last = quick.last.clone().unwrap();
    let last: u32 = last.split('.').next().unwrap().parse().unwrap();
    inside.operate(&format!(
        "INSERT INTO audit (sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash)
         WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {MANY})
         SELECT {last} + number, at, organization_id, '', actor, 'key.created', 'key_bulk', '', '', hash
         FROM numbers, (SELECT * FROM audit WHERE sequence = {last}) AS one"
    ));
    // Told to the end to who reads, be it by a `resync`: so to who does not.
    while quick.next().await.row() < Some(u64::from(last + MANY)) {}
    seen.clear();
    read_until(&mut slow, &mut seen, |seen| seen.contains("slow\"}")).await;
    let (before, after) = seen.split_once("event: resync").unwrap();
    assert!(after.contains("\"reason\":\"slow\""), "it is said why: {after}");
    let row = |line: &str| line.strip_prefix("id: ")?.split('.').next()?.parse().ok();
    let rows: Vec<u32> = before.lines().filter_map(row).collect();
    assert!(rows.first().is_none_or(|first| *first == last + 1) && rows.windows(2).all(|two| two[1] == two[0] + 1));
    assert!(rows.len() < MANY as usize, "up to there nothing is missing, and no more than waits was kept");
    let mut rest = after.to_owned();
    let (key, _) = admin.create_pending("sandbox", "after", "read_only").await;
    read_until(&mut slow, &mut rest, |seen| seen.contains(&key)).await;
    inside.stop().await;
}

async fn read_until(stream: &mut TcpStream, seen: &mut String, enough: impl Fn(&str) -> bool) {
    let reading = async {
        let mut piece = vec![0; 64 * 1024];
        while !enough(seen) {
            let count = stream.read(&mut piece).await.expect("the stream goes on");
            assert!(count > 0, "the stream goes on");
            *seen += &String::from_utf8_lossy(&piece[..count]);
        }
    };
    tokio::time::timeout(journeys::WITHIN, reading).await.expect("it comes");
}
