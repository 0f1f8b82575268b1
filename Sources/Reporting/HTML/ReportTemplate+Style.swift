extension ReportTemplate {
    /// One typeface, numerals of one width, two colour schemes, and room for a telephone.
    static let style = """

        :root { color-scheme: light dark; --ink: #1b1f24; --dim: #5d6772; --page: #fff; --rule: #d9dee4;
          --panel: #f4f6f8; --accent: #2767a8; --soft: #8db4dc; --good: #1c7a45; --care: #946200;
          --bad: #b42323; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --dim: #98a3ae; --page: #14171a; --rule: #343a41; --panel: #1d2226;
            --accent: #74b0ee; --soft: #39638f; --good: #62c78d; --care: #deae4e; --bad: #f28080; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1080px; padding: 24px 20px 48px; color: var(--ink);
          background: var(--page); font: 15px/1.45 system-ui, sans-serif;
          font-variant-numeric: tabular-nums; }
        h1 { font-size: 24px; margin: 0; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { font-size: 18px; margin: 0 0 8px; }
        h3 { font-size: 15px; margin: 24px 0 6px; }
        section { margin-top: 32px; }
        p { margin: 6px 0; max-width: 75ch; }
        .lead { color: var(--dim); }
        .address { overflow-wrap: anywhere; }
        .note, figcaption, small { color: var(--dim); font-size: 12.5px; }
        dl { margin: 0; }
        dt { color: var(--dim); }
        dd { margin: 0; overflow-wrap: anywhere; }
        .facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin-top: 12px; }
        .facts dt { font-size: 12.5px; }
        .terms { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 4px 16px;
          max-width: 85ch; }
        .verdict { background: var(--panel); border-left: 4px solid var(--good); padding: 14px 18px;
          margin-top: 20px; }
        .verdict h2 { margin: 0; }
        .verdict strong { color: var(--good); white-space: nowrap; }
        .verdict.with_care { border-color: var(--care); }
        .verdict.with_care strong { color: var(--care); }
        .verdict.not_trustworthy { border-color: var(--bad); }
        .verdict.not_trustworthy strong { color: var(--bad); }
        .verdict ul { margin: 6px 0; padding-left: 20px; }
        .verdict ul:empty { display: none; }
        summary { color: var(--dim); cursor: pointer; margin-top: 6px; }
        .headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr));
          margin-right: 1px; }
        .headlines div { border: 1px solid var(--rule); margin: 0 -1px -1px 0; padding: 10px 12px; }
        .headlines dt { font-size: 13px; }
        .headlines dd { font-size: 20px; font-weight: 600; line-height: 1.3; }
        .headlines small { display: block; font-weight: 400; min-height: 1.4em; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: 5px 10px; text-align: right; vertical-align: top; white-space: nowrap;
          border-bottom: 1px solid var(--rule); }
        thead th { color: var(--dim); font-weight: 400; font-size: 12.5px; }
        th:first-child { text-align: left; padding-left: 0; position: sticky; left: 0;
          background: var(--page); }
        tbody th { font-weight: 600; }
        td small { display: block; }
        .text { text-align: left; }
        .message { white-space: normal; min-width: 200px; overflow-wrap: anywhere; }
        .failure th { color: var(--bad); }
        .sum > * { border-top: 2px solid var(--rule); }
        .charts { display: grid; gap: 20px 28px; margin-top: 18px;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
        figure { margin: 0; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--dim); font: 12px system-ui, sans-serif;
          font-variant-numeric: tabular-nums; }
        svg .label { fill: var(--ink); }
        svg .marklabel { fill: var(--ink); font-weight: 600; }
        .axis { stroke: var(--dim); }
        .grid { stroke: var(--rule); }
        .bar { fill: var(--soft); }
        .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
        .median { fill: none; stroke: var(--accent); stroke-width: 2; }
        .tail { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 4 3; }
        .most { fill: var(--soft); }
        @media (max-width: 600px) {
          body { padding: 16px 14px 32px; }
          th, td { padding: 5px 7px; }
          .terms { grid-template-columns: 1fr; gap: 0; }
          .terms dd { margin-bottom: 8px; }
        }
        @media print { .scroll { overflow: visible; } details { display: none; } }

        """
}
