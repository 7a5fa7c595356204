/* Views and clicks for this shop, after consent; stores nothing in the browser. */
(() => {
  const doc = document, nav = navigator;
  const set = (doc.currentScript || doc.querySelector("script[data-endpoint]")).dataset;
  const MOST = 20, LENGTH = 60000, WAIT = 1500;
  let allowed, viewed = set.pzView === "server", here, from = doc.referrer, queue = [], timer;

  // Whatever goes wrong in here, the page goes on.
  const safe = (run) => (...given) => { try { return run(...given); } catch {} };
  const on = (target, name, run, capture) => target.addEventListener(name, safe(run), capture);
  const address = () => location.href.split("#")[0];
  const bytes = (text) => new Blob([text]).size;

  // a(ll), p(artly), r(efused), or nothing yet
  const choice = () => (("; " + doc.cookie).split(`; ${set.consentCookie}=`)[1] || "").replace('"', "")[0];
  const may = () => set.consent ? set.consent === "granted" : /a|p/.test(choice());

  const track = (event, properties) => {
    if (!allowed) return;
    // A UUID of version 4; MariaDB refuses what only looks like one.
    const dice = crypto.getRandomValues(new Uint8Array(16));
    dice[6] = (dice[6] & 15) | 64;
    dice[8] = (dice[8] & 63) | 128;
    const event_id = dice.reduce((id, n) => id + (n + 256).toString(16).slice(1), "");
    const page = { url: here, title: doc.title, referrer: from };
    queue.push(JSON.stringify({ event, event_id, ts: Date.now(), page, properties }));
    if (queue.length < MOST) timer = timer || setTimeout(flush, WAIT);
    else flush();
  };

  const view = () => {
    here = address();
    viewed = allowed;
    track("page_viewed");
  };

  const send = (batch, leaving) => {
    const body = `{"events":[${batch}],"gpc":${!!nav.globalPrivacyControl}}`;
    if (leaving && nav.sendBeacon(set.endpoint, body)) return;
    fetch(set.endpoint, { method: "POST", body, keepalive: bytes(body) < LENGTH }).then((answer) => {
      if (answer.status > 428) throw answer;
      // Refused events spoil their batch: send the others again.
      if (!answer.ok) answer.json().then(({ refused }) => {
        const rest = batch.filter((event, index) => !refused.includes(index));
        if (rest[0] && refused[0] >= 0) send(rest);
      }).catch(() => {});
    }).catch(() => { queue = batch.concat(queue).slice(0, 99); });
  };

  const flush = safe((leaving) => {
    timer = clearTimeout(timer);
    while (queue[0]) {
      let count = 0, room = LENGTH - 99;
      while (count < MOST && queue[count] && (room -= bytes(queue[count]) + 1) > 0) count++;
      send(queue.splice(0, count || 1), leaving === true);
    }
  });

  const settle = () => {
    allowed = may();
    if (!allowed) queue = [];
    else if (!viewed) view();
  };

  const post = (url, form) => {
    if (nav.globalPrivacyControl) form.append("gpc", 1);
    const headers = { "X-Requested-With": "personalize" };
    return fetch(url, { method: "POST", body: form, headers }).then((answer) => {
      if (!answer.ok) throw answer;
      set.consent = "";
      settle();
    });
  };

  const consent = (given) => {
    const form = new FormData();
    form.append("choice", given === true ? "all" : given ? "some" : "none");
    for (const name in given) if (given[name]) form.append("purpose", name);
    post(set.consentUrl, form).catch(() => {});
  };

  const scan = () => doc.querySelectorAll("[data-pz-lazy][hidden]").forEach((banner) => {
    banner.hidden = choice() || !banner.querySelector("[data-pz-consent]");
  });

  // data-pz-p-product-id is product_id
  const properties = ({ dataset }) => {
    const found = Object.create(null);
    for (const key in dataset) {
      if (/^pzP[A-Z]/.test(key)) found[key.slice(3).replace(/\B[A-Z]/g, "_$&").toLowerCase()] = dataset[key];
    }
    return found;
  };

  const close = (form) => {
    const banner = form.closest("[data-pz-lazy],[role=region],dialog") || form;
    const main = doc.querySelector("main") || doc.body;
    const focused = banner.contains(doc.activeElement);
    banner.hidden = true;
    if (focused) {
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    }
    if ("reload" in form.dataset) location.reload();
  };

  const moved = () => setTimeout(safe(() => {
    if (address() === here) return;
    from = here;
    view();
  }), 50);

  const start = safe(() => {
    const early = (window.personalize || {}).q || [];
    const api = window.personalize = { track, page: view, consent, scan, flush };
    for (const name in api) api[name] = safe(api[name]);
    here = address();
    settle();
    scan();
    for (const [name, ...given] of early) api[name](...given);

    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = function () {
        original.apply(this, arguments);
        moved();
      };
    }
    on(window, "popstate", moved);
    on(window, "pagehide", () => flush(true));
    on(doc, "visibilitychange", () => doc.hidden && flush(true));
    on(window, "pageshow", ({ persisted }) => {
      if (!persisted) return;
      viewed = false;
      settle();
    });
    on(doc, "click", ({ target, detail }) => {
      const element = target.closest("[data-pz-event]");
      if (element && detail < 2) track(element.dataset.pzEvent, properties(element));
    }, true);
    on(doc, "submit", (event) => {
      const form = event.target, button = event.submitter, { dataset } = form;
      if (dataset.pzConsent !== "") return;
      event.preventDefault();
      const data = new FormData(form);
      if (button) data.append(button.name, button.value);
      post(form.action, data).then(safe(() => close(form)), () => {
        dataset.pzConsent = "plain"; // as without JavaScript
        form.requestSubmit(button);
      });
    });
  });

  if (doc.prerendering) on(doc, "prerenderingchange", start);
  else start();
})();
