//! `cargo xtask bench console`: when pages of a console that stands somewhere are painted first, and what moves afterwards.

use crate::kit::browser::{Browser, Habits};
use serde_json::{Map, Value, json};

/// Looks at each page, with nothing in the browser's cache and again with all of it.
const ROUNDS: usize = 10;

/// Waits until what comes by itself has come, and says when something was seen first (of milliseconds since the
/// browser set out for the page), and by how much what was seen moved.
const SEEN: &str = "
    const done = arguments[0];
    let shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => {
        const at = (name) => performance.getEntriesByName(name, 'paint')[0]?.startTime ?? null;
        done([at('first-paint'), at('first-contentful-paint'), shift]);
    }, 700);";

fn given(name: &str) -> String {
    std::env::var(name).expect("`cargo xtask bench console` gives it")
}

#[test]
#[ignore = "bench: a part of `cargo xtask bench console`"]
fn of_the_console() {
    let habits = Habits {
        scripts: true,
        dark: false,
    };
    let browser = Browser::open(1280, habits).expect("a browser");
    // A screen, not all of the page at once.
    let screen = json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", &screen);
    let desk = format!("http://{}", given("TIPLINE_BENCH_AT"));
    browser.go(&format!("{desk}/login"));
    browser.have("desk", &given("TIPLINE_BENCH_SESSION"));
    browser.go(&format!("{desk}/queue"));
    let report = browser.run("return document.querySelector('a.row').pathname", &[]);
    let report = report.as_str().expect("a report").to_owned();
    let mut found = Map::new();
    for (name, path) in [("queue", "/queue"), ("report", &report)] {
        let cold = seen(&browser, &desk, path, true);
        let warm = seen(&browser, &desk, path, false);
        found.insert(name.to_owned(), json!({ "cold": cold, "warm": warm }));
    }
    let found = Value::from(found).to_string();
    std::fs::write(given("TIPLINE_BENCH_FOUND"), found).expect("a file");
}

/// Goes there again and again.
fn seen(browser: &Browser, desk: &str, path: &str, cold: bool) -> Value {
    let mut seen = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        // From a page of the desk, as officers come: from elsewhere a browser would begin a process first.
        browser.go(&format!("{desk}/keys"));
        if cold {
            browser.devtools("Network.clearBrowserCache", &json!({}));
        }
        browser.go(&format!("{desk}{path}"));
        let values = browser.run_later(SEEN, &[]);
        for (number, values_seen) in seen.iter_mut().enumerate() {
            values_seen.push(values[number].as_f64().expect("it was painted"));
        }
    }
    let [paint, contentful, shift] = seen.map(|mut values| {
        values.sort_by(f64::total_cmp);
        json!({ "median": values[ROUNDS / 2], "worst": values[ROUNDS - 1] })
    });
    json!({ "first_paint_ms": paint, "first_contentful_paint_ms": contentful, "layout_shift": shift })
}
