//! What is answered is of one moment, also where it is put together from several rows.

use journeys::Serve;
use journeys::api::text;
use serde_json::json;

#[tokio::test]
async fn a_rotation_and_its_keys_are_read_as_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (old, _) = admin.create_active("sandbox", "billing", "read_only").await;
    for _ in 0..20 {
        let begun = admin.post(&format!("/keys/{old}/rotate"), json!({ "cause": "routine" })).await;
        let path = format!("/rotations/{}", text(&begun.expect_status(201).json(), "/rotation/id"));
        let looks: Vec<_> = (0..8)
            .map(|_| {
                let (admin, path) = (admin.clone(), path.clone());
                tokio::spawn(async move {
                    loop {
                        let seen = admin.get(&path).await.expect_status(200).json();
                        let undone = seen["undoneAt"].is_string();
                        let states = (text(&seen, "/oldKey/state"), text(&seen, "/newKey/state"));
                        let expected = if undone { ("active", "revoked") } else { ("retiring", "pending") };
                        assert_eq!((states.0.as_str(), states.1.as_str()), expected, "undone: {undone}");
                        if undone {
                            return;
                        }
                    }
                })
            })
            .collect();
        admin.post(&format!("{path}/undo"), json!({})).await.expect_status(200);
        for look in looks {
            look.await.unwrap();
        }
    }
}
