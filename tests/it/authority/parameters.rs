//! A parameter that a route does not know is refused by its name: a filter that was mistyped would show everything.

use journeys::{Api, Inside};
use keys::Ambient;
use keys::wire::Role;
use reqwest::Method;

async fn refused(api: &Api, path: &str) -> (String, String) {
    let problem = api.get(path).await.expect_problem(400, "VALIDATION_ERROR").json();
    let error = |field: &str| problem["errors"][0][field].as_str().unwrap_or_default().to_owned();
    (error("pointer"), error("detail"))
}

#[tokio::test]
async fn an_unknown_parameter_is_named_with_those_that_there_are() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    admin.create_active("sandbox", "billing", "read_only").await;

    let (pointer, detail) = refused(&admin, "/keys?environment=sandbox&sortt=name").await;
    assert_eq!(pointer, "/sortt");
    assert!(detail.contains("environment") && detail.contains("cursor"), "{detail}");
    // Two readers share this query, and one reads none; a name may be anything, and is not told back when it is a secret.
    assert_eq!(refused(&admin, "/audit?actor=ana&acton=key.revoked").await.0, "/acton");
    assert_eq!(refused(&admin, "/organization?x=1").await, ("/x".into(), "There are no parameters here.".into()));
    let secret = format!("ck_live_{}", "7".repeat(64));
    let (pointer, _) = refused(&admin, &format!("/tokens?{secret}=1")).await;
    assert!(!pointer.contains(&secret), "{pointer}");

    for known in
        ["/keys?environment=sandbox&limit=1&direction=forward", "/audit?actor=ana&limit=3", "/keys?environment=sandbox"]
    {
        admin.get(known).await.expect_status(200);
    }
    let anonymous = inside.manage_anonymously();
    anonymous.get("/keys?sortt=name").await.expect_problem(401, "TOKEN_MISSING");
    let head = journeys::Answer::to(admin.request(Method::HEAD, "/keys?sortt=name")).await;
    assert_eq!(head.status, 400, "HEAD is asked for like GET");
    inside.stop().await;
}
