extension ReportTemplate {
    /// One typeface, numerals of one width, two colour schemes, and room for a telephone.
    static let style = colours + text + tables + chartStyle + print

    /// Blue and orange stay apart for every kind of colour vision (Okabe and Ito, "Color Universal Design",
    /// 2008), darkened or lightened until letters of them reach a contrast of 4.5.
    static let colours = """

        :root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --page: #fff; --rule: #d9dee4;
          --panel: #f5f7f9; --blue: #0a5fa5; --orange: #b25400; --good: #1a7040; --care: #8a5a00;
          --bad: #b3123f; --stall: #6d3fb0; --p0: #0a5fa5; --p1: #4f95cf; --p2: #1d7f74; --p3: #bd7f12;
          --p4: #8c3f00; --p5: #777d86; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --dim: #a0abb6; --page: #14171a; --rule: #343a41; --panel: #1c2025;
            --blue: #6cb4f5; --orange: #f2a154; --good: #62c78d; --care: #deae4e; --bad: #ff7d9c;
            --stall: #c3a2f5; --p0: #5aa6ea; --p1: #b5d7f5; --p2: #58bdb0; --p3: #f0c878; --p4: #e58f3c;
            --p5: #9aa2ab; }
        }
        .m-streaming { --mode: var(--blue); }
        .m-non_streaming { --mode: var(--orange); --dash: 5 3; --line: dashed; }

        """

    private static let text = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
        body { margin: 0 auto; max-width: 1180px; padding: 28px 24px 56px; color: var(--ink);
          background: var(--page); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        h1 { font-size: 26px; margin: 0; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 0 0 10px; padding-top: 18px; border-top: 1px solid var(--rule); }
        h3 { font-size: 15px; margin: 26px 0 6px; }
        section { margin-top: 34px; scroll-margin-top: 8px; }
        section:first-child h2 { border: 0; }
        p { margin: 6px 0; max-width: 78ch; overflow-wrap: anywhere; }
        p:empty, figure .note:empty, ul:not(:has(li)), .legend:not(:has(label)) { display: none; }
        .lead { color: var(--dim); }
        .note, small, footer { color: var(--dim); font-size: 13px; }
        a { color: var(--blue); }
        :focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
        main:focus { outline: 0; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 12px; top: 8px; background: var(--page); padding: 6px 10px; z-index: 2; }
        nav ol { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 16px 0 0;
          font-size: 13.5px; }
        nav a { text-decoration: none; }
        nav a:hover { text-decoration: underline; }
        ul { margin: 6px 0; padding-left: 20px; max-width: 90ch; }
        dl { margin: 0; }
        dt { color: var(--dim); font-size: 13px; }
        dd { margin: 0; overflow-wrap: anywhere; }
        li, figcaption { overflow-wrap: anywhere; }
        .facts { display: flex; flex-wrap: wrap; gap: 8px 30px; margin: 12px 0; }
        .terms { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 4px 18px;
          max-width: 90ch; }
        .verdict { background: var(--panel); border-left: 4px solid var(--good); padding: 14px 18px;
          margin: 10px 0; }
        .verdict p { margin: 0; font-size: 17px; }
        .verdict strong { color: var(--good); white-space: nowrap; }
        .verdict.with_care { border-color: var(--care); }
        .verdict.with_care strong { color: var(--care); }
        .verdict.not_trustworthy { border-color: var(--bad); }
        .verdict.not_trustworthy strong { color: var(--bad); }
        details { margin: 10px 0; }
        summary { color: var(--dim); cursor: pointer; padding: 4px 0; }
        pre { background: var(--panel); padding: 14px 16px; overflow: auto; max-height: 480px; font-size: 13px;
          line-height: 1.45; }
        code { font-size: 0.94em; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
          gap: 1px; margin: 15px 1px 10px; }
        .tiles > div { padding: 11px 14px 12px; box-shadow: 0 0 0 1px var(--rule); }
        .tiles dd { font-size: 21px; font-weight: 600; line-height: 1.3; margin-top: 4px; }
        .tiles small { display: block; font-weight: 400; font-size: 12.5px; }
        .tiles .mode { display: block; font-size: 12.5px; font-weight: 600; color: var(--mode);
          border-left: 3px var(--line, solid) var(--mode); padding-left: 6px; margin-top: 8px; }
        .tiles .mode:empty { display: none; }

        """

    private static let tables = """
        .scroll { overflow-x: auto; margin-top: 8px; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; color: var(--dim); font-size: 13px; padding: 2px 0 6px; }
        th, td { padding: 5px 10px; text-align: right; vertical-align: top; white-space: nowrap;
          border-bottom: 1px solid var(--rule); }
        thead th { color: var(--dim); font-weight: 400; font-size: 13px; vertical-align: bottom; }
        th:first-child { text-align: left; padding-left: 0; }
        tbody th { font-weight: 600; white-space: normal; min-width: 130px; overflow-wrap: anywhere; }
        th small { display: block; font-weight: 400; }
        td strong { white-space: nowrap; }
        td small { display: block; font-size: 12.5px; }
        small:empty { display: none; }
        .text { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 90px; }
        td.text { max-width: 46ch; }
        tr.failure th, .worse { color: var(--bad); }
        strong.with_care { color: var(--care); } strong.not_trustworthy { color: var(--bad); }
        strong.trustworthy { color: var(--good); }
        .better, .as_documented { color: var(--good); }
        tr.sum > * { border-top: 2px solid var(--rule); }
        thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
          text-align: inherit; }
        thead button:hover { color: var(--ink); }
        [aria-sort] button { color: var(--ink); font-weight: 600; }
        [aria-sort=ascending] button::after { content: " ▲"; }
        [aria-sort=descending] button::after { content: " ▼"; }
        @media (min-width: 681px) {
          .reasoned { table-layout: fixed; }
          .reasoned th:first-child { width: 20%; } .reasoned th:nth-child(2) { width: 116px; }
          .reasoned th:nth-child(3) { width: 17%; } .reasoned th:nth-child(4) { width: 21%; }
          .reasoned th:nth-child(3):nth-last-child(2) { width: 32%; }
          .reasoned th:last-child { width: auto; }
          .reasoned td.text { max-width: none; }
        }
        @media (max-width: 920px) { th, td { padding: 5px 6px; } td strong + small, thead th { white-space: normal; } }
        @media (max-width: 680px) {
          body { padding: 16px 14px 36px; }
          .tiles { grid-template-columns: repeat(2, 1fr); }
          .tiles > div { padding: 7px 10px 8px; }
          .tiles dd { font-size: 17px; margin-top: 2px; }
          .tiles .mode { margin-top: 0; }
          .tiles:has(dd + dd) { grid-template-columns: 1fr; }
          .tiles:has(dd + dd) > div { display: grid; grid-template-columns: 92px 1fr 1fr; padding: 4px 8px; }
          .tiles:has(dd + dd) dd { margin: 0; font-size: 16px; }
          .tiles:has(dd + dd) .m-non_streaming { grid-column: 3; }
          .tiles:has(dd + dd) > div + div .mode { font-size: 0; border: 0; padding: 0; }
          nav ol { flex-wrap: nowrap; overflow-x: auto; padding-bottom: 4px; margin-top: 10px; }
          nav li { flex: none; }
          section { margin-top: 16px; }
          .facts { display: grid; grid-template-columns: repeat(2, 1fr); gap: 5px 12px; }
          .fold { font: inherit; color: inherit; background: none; border: 0; padding: 4px 0; margin: 0;
            width: 100%; text-align: left; cursor: pointer; }
          .fold::before { content: "▾"; display: inline-block; width: 1.1em; color: var(--dim); }
          .folded .fold::before { content: "▸"; }
          .terms { grid-template-columns: 1fr; gap: 0; }
          .terms dd { margin-bottom: 8px; }
          table.stack, .stack tbody, .stack caption { display: block; }
          .stack thead { display: none; }
          .stack tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3px 12px; padding: 8px 0;
            border-bottom: 1px solid var(--rule); }
          .stack tr > * { border: 0; padding: 1px 0; white-space: normal; min-width: 0; }
          .stack th { grid-column: 1 / -1; }
          .stack td { text-align: left; } .stack td strong { white-space: normal; }
          .stack td::before { content: attr(data-label) " "; color: var(--dim); font-size: 12.5px;
            display: block; }
          .stack td.text { grid-column: 1 / -1; max-width: none; }
          .compact td.text:nth-child(-n+4) { grid-column: auto; min-width: 0; }
          .reasoned tr { grid-template-columns: 1fr 1fr; }
          .reasoned td.text:nth-child(3), .reasoned td.text:nth-child(4):not(:last-child) { grid-column: auto; }
          .reasoned td:nth-child(2)::before { content: none; }
          .stack td:empty { display: none; }
        }

        """

    /// On paper nothing can be opened, and nothing scrolls.
    private static let print = """
        @media screen and (max-width: 680px) { .folded > :not(h2) { display: none; } }
        @media print {
          body { max-width: none; padding: 0; font-size: 11pt; }
          nav, .skip, .legend input, #tip { display: none; }
          .scroll { overflow: visible; }
          th, td { padding: 3px 4px; font-size: 9pt; white-space: normal; }
          tbody th { min-width: 96px; overflow-wrap: anywhere; } td small { font-size: 8pt; white-space: nowrap; }
          h2, h3, caption, figcaption, .legend, summary { break-after: avoid; }
          p:has(+ .charts), p:has(+ .wide), p:has(+ .scroll), p:has(+ .tiles) { break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; }
          summary { list-style: none; font-weight: 600; }
          .tiles { break-inside: avoid; grid-template-columns: repeat(4, 1fr); }
          section { break-inside: auto; }
          #statement { break-after: page; }
          figure, tr, .verdict { break-inside: avoid; }
          pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """
}
