//! Keeps every page inside the program. A content security policy does not stop navigation at the top (desktop-security
//! sheet, section 2), so each window asks here first.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::webview::NewWindowResponse;
use tauri::{Manager, Runtime, Url, WebviewWindowBuilder};

/// Whether a page may go there: only to our own files. Tauri lets its isolation frame through by itself.
fn is_inside(url: &Url) -> bool {
    let own = if cfg!(any(windows, target_os = "android")) {
        matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost")
    } else {
        url.scheme() == "tauri" && url.host_str() == Some("localhost")
    };
    own && url.port().is_none() && url.username().is_empty() && url.password().is_none()
}

/// The guard for every window, also those made later. The address is not logged: it could carry what a page stole.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("guard")
        .on_navigation(|webview, url| {
            let allowed = cfg!(feature = "unguarded") || is_inside(url);
            if !allowed {
                tracing::warn!(window = webview.label(), scheme = url.scheme(), "a page was kept from leaving");
            }
            allowed
        })
        .build()
}

/// Nobody listens there: the port is reserved, and only the system's administrator could open it.
const NOWHERE: &str = "http://127.0.0.1:1";

/// Refuses new windows and downloads, and sends what the web process asks of any network to a proxy that is not there:
/// the policy has no say over `preconnect`, which tells a name server and a stranger's host that we are here.
pub(crate) fn fence<'a, R: Runtime, M: Manager<R>>(
    window: WebviewWindowBuilder<'a, R, M>,
) -> tauri::Result<WebviewWindowBuilder<'a, R, M>> {
    if cfg!(feature = "unguarded") {
        return Ok(window);
    }
    let window = window.on_new_window(|_, _| NewWindowResponse::Deny).on_download(|_, _| false);
    Ok(window.proxy_url(Url::parse(NOWHERE).map_err(tauri::Error::InvalidUrl)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn only_our_own_files_are_inside() {
        let inside = |url: &str| is_inside(&url.parse().unwrap());
        assert!(inside("tauri://localhost/") && inside("tauri://localhost/reveal.html"));
        for outside in [
            "https://localhost/",
            "http://tauri.localhost/",
            "tauri://localhost.evil.example/",
            "tauri://evil.example/localhost",
            "tauri://localhost:8080/",
            "tauri://user@localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
            "blob:tauri://localhost/0",
        ] {
            assert!(!inside(outside), "{outside} is not one of our files");
        }
    }
}
