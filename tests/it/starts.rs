//! First start, second start, second launch; and starts that fail.

use std::fs;

use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window, programs};

#[tokio::test]
async fn a_second_start_goes_straight_to_keys_and_a_second_launch_raises_the_first_window() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.close(&desk).await;
    window.reopen(&desk).await;
    window.sees("create-key").await;
    assert!(window.driver.find_now(&named("welcome-name")).await.is_empty(), "nobody is asked twice");

    let running = desk.processes(window.name());
    let second = desk.command(programs::window()).status().unwrap();
    assert!(second.success(), "a second launch is no failure: {second}");
    assert_eq!(desk.processes(window.name()), running, "and no second program stays");
    window.sees("create-key").await;
    assert_eq!(desk.windows("Conduit Keys").len(), 1, "there is one window");
}

#[tokio::test]
async fn the_window_comes_back_in_the_size_it_had() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    let id = desk.windows("Conduit Keys").pop().expect("the window is open").to_string();
    let size = || async {
        let size = window.driver.execute("return [innerWidth, innerHeight]").await.ok()?;
        Some((size[0].as_u64()?, size[1].as_u64()?))
    };
    assert_ne!(size().await, Some((900, 600)), "it begins in another size");
    desk.run("xdotool", &["windowsize", "--sync", &id, "900", "600"]);
    let resized = || async { (size().await? == (900, 600)).then_some(()) };
    journeys::eventually("the window has its new size", journeys::WITHIN, resized).await;
    window.terminate(&desk).await;
    window.reopen(&desk).await;
    window.sees("create-key").await;
    let size = window.driver.execute("return [innerWidth, innerHeight]").await.unwrap();
    assert_eq!(size, serde_json::json!([900, 600]), "as it was left");
}

#[tokio::test]
async fn a_damaged_database_is_said_plainly_and_left_as_it_is() {
    let desk = Desk::new(Theme::Light).await;
    let data = desk.at("data/com.conduitkeys.desktop");
    fs::create_dir_all(&data).unwrap();
    let damaged = b"this is no database\n".repeat(500);
    fs::write(data.join("authority.sqlite3"), &damaged).unwrap();
    let window = Window::open(&desk).await;
    window.driver.find(&format!("{}[data-code=data_damaged]", named("setup-failed"))).await;
    window.picture("light-data-damaged").await;
    window.click("setup-retry").await;
    window.driver.find(&format!("{}[data-code=data_damaged]", named("setup-failed"))).await;
    assert_eq!(fs::read(data.join("authority.sqlite3")).unwrap(), damaged, "not a byte has changed");
}

#[tokio::test]
async fn a_folder_in_use_is_said_plainly_and_works_once_it_is_free() {
    let desk = Desk::new(Theme::Light).await;
    let data = desk.at("data/com.conduitkeys.desktop");
    let serve = Serve::start(&data);
    let window = Window::open(&desk).await;
    window.driver.find(&format!("{}[data-code=data_in_use]", named("setup-failed"))).await;
    window.picture("light-data-in-use").await;
    assert!(serve.terminate().success());
    window.click("setup-retry").await;
    window.sees("create-key").await;
}
