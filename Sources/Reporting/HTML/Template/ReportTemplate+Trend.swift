extension ReportTemplate {
    /// Metrics over the runs of a history, one below the other.
    static let trend = """
        .keys { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; padding: 0; font-size: 13px;
          max-width: none; }
        .keys li { display: inline-flex; align-items: center; gap: 7px; }
        .key { display: inline-block; flex: none; width: 9px; height: 9px; }
        .run-counted { border-radius: 5px; background: var(--blue); }
        .run-baseline { background: var(--orange); }
        .run-spike { border-radius: 5px; border: 2px solid var(--blue); }
        .run-leftout { border-radius: 5px; border: 2px solid var(--dim); }
        .run-excluded { border: 2px solid var(--bad); }
        .key.height { width: 18px; height: 0; border-top: 2.5px solid var(--ink); }
        .key.worse { border-color: var(--bad); } .key.better { border-color: var(--good); }
        .key.where { width: 14px; height: 12px; background: color-mix(in srgb, var(--ink) 14%, transparent); }
        .key.blessed { width: 0; height: 13px; border-left: 2px dashed var(--good); }
        .trends { margin-top: 18px; }
        .trends figure + figure { margin-top: 14px; }
        .trends figcaption { font-weight: 400; }
        .trends figcaption strong { margin-right: 4px; } .trends figcaption span { margin-left: 10px; }
        .trends .found { color: var(--dim); }
        .trend { padding: 0 10px 0 62px; margin-top: 4px; }
        .trend .plot { border-bottom: 0; }
        .trend .where { fill: var(--ink); fill-opacity: 0.08; }
        .trend .where.worse { fill: var(--bad); fill-opacity: 0.16; }
        .trend .where.better { fill: var(--good); fill-opacity: 0.16; }
        .trend .blessed { stroke: var(--good); stroke-width: 1.5; stroke-dasharray: 4 3; }
        .trend .height { stroke: var(--ink); stroke-width: 1.75; }
        .trend .riser { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 2 2; }
        .trend .worse { stroke: var(--bad); } .trend .better { stroke: var(--good); }
        .trend .where { stroke: none; }
        .trend .whiskers { stroke: var(--blue); stroke-opacity: 0.35; pointer-events: none; }
        .trend .run { stroke: var(--blue); stroke-width: var(--dot); stroke-linecap: round; }
        .trend .baseline { stroke: var(--orange); stroke-linecap: square; }
        .trend .leftout { stroke: var(--dim); }
        .trend .excluded { stroke: var(--bad); stroke-linecap: square; }
        .trend .inner { stroke: var(--page); stroke-width: calc(var(--dot) * 0.5); pointer-events: none; }
        .trend.few { --dot: 7px; } .trend.some { --dot: 5px; } .trend.many { --dot: 3.5px; }
        .trend .size { font-weight: 600; font-size: 12px; padding: 0 4px; }
        .trend .size.before { transform: translateX(-100%); }
        .trend .size.worse { color: var(--bad); } .trend .size.better { color: var(--good); }
        .trend .size.usual { color: var(--dim); font-weight: 400; }
        .trend .axisline { border-color: var(--rule); }
        .trend .axisline span { font-size: 11px; }
        .trend .axisname { display: none; }
        #changes code, #changes td:nth-child(7), #runs td:nth-child(2), #runs td:nth-last-child(2) {
          white-space: nowrap; }
        .advisory .lanes { opacity: 0.5; }
        @media (max-width: 680px) { .trend { padding: 0 2px 0 48px; } .trend.few { --dot: 5px; }
          .trend.some { --dot: 3.5px; } .trend.many { --dot: 2.5px; } }

        """

    /// A row a run: p50 round, p95 square, p99 a stroke, so that no one needs the colour.
    static let runRows = """
        .runrows { --mode: var(--blue); padding: 0 150px 0 256px; }
        .runrows .reach { stroke: var(--mode); stroke-width: 1; stroke-opacity: 0.5; }
        .runrows .span { stroke: var(--mode); stroke-width: 7; stroke-opacity: 0.22; }
        .runrows .p50 { stroke: var(--mode); stroke-width: 9; stroke-linecap: round; }
        .runrows .p95 { stroke: var(--p2); stroke-width: 7; stroke-linecap: square; }
        .runrows .p99 { stroke: var(--ink); stroke-width: 2.5; }
        .runrows .ridge { fill: var(--mode); fill-opacity: 0.28; stroke: var(--mode); stroke-width: 1.2; }
        .runrows span.due { max-width: 248px; overflow: hidden; text-overflow: ellipsis; color: var(--ink);
          font-size: 12px; }
        .runrows span.remark { font-size: 12px; }
        .legend i.p50key, .legend i.p95key { width: 9px; height: 9px; }
        i.p50key { border-radius: 5px; background: var(--blue); } i.p95key { background: var(--p2); }
        .legend i.p99key { width: 2.5px; height: 13px; background: var(--ink); }
        @media (max-width: 680px) {
          .runrows { padding: 0 6px 0 112px; }
          .runrows span.due { max-width: 106px; } .runrows span.remark { display: none; }
        }

        """
}
