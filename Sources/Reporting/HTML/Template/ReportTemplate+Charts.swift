extension ReportTemplate {
    /// What a drawing's classes look like.
    static let chartStyle =
        frames + marks + legend + raster + lanes + sides + trend + runRows + sweeps

    private static let frames = """
        .charts { display: grid; gap: 0 30px; margin-top: 14px;
          grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); }
        .wide { margin-top: 14px; }
        figure { margin: 0; min-width: 0; }
        .charts figure { display: grid; grid-row: span 4; grid-template-rows: subgrid; margin-bottom: 24px;
          align-content: start; }
        figcaption { grid-row: 1; } .legend { grid-row: 2; } .chart { grid-row: 3; } figure .note { grid-row: 4; }
        figcaption { font-weight: 600; font-size: 14px; }
        figure .note { max-width: 90ch; margin: 4px 0 0; }
        svg { display: block; width: 100%; }
        .chart { height: auto; margin-top: 4px; overflow: visible; }
        svg text { fill: var(--dim); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        svg .label { fill: var(--dim); }
        svg .marklabel { fill: var(--ink); font-weight: 600; }
        svg .halo { paint-order: stroke; stroke: var(--page); stroke-width: 6px; stroke-linejoin: round; }
        .axis { stroke: var(--dim); }
        .grid { stroke: var(--rule); }
        .zero { stroke: var(--ink); }

        """

    private static let marks = """
        .bar { fill: var(--mode); fill-opacity: 0.28; }
        .bar:hover, .part:hover, .failed:hover { fill-opacity: 0.75; }
        .outline { fill: none; stroke: var(--mode); stroke-width: 1.4; stroke-dasharray: var(--dash); }
        .series { fill: none; stroke: var(--mode); stroke-width: 2; stroke-dasharray: var(--dash);
          stroke-linejoin: round; }
        .stairs { stroke-width: 1.3; }
        .tail { fill: none; stroke: var(--mode); stroke-width: 1.2; opacity: 0.75; }
        .most { fill: var(--mode); opacity: 0.45; }
        .band { fill: var(--mode); opacity: 0.16; }
        .point { fill: var(--mode); stroke: var(--page); }
        .whisker { stroke: var(--mode); stroke-width: 1.6; }
        .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
        .failed { fill: var(--bad); }
        .eventline { stroke: var(--stall); stroke-width: 1.2; stroke-dasharray: 4 2; }
        svg .eventlabel { fill: var(--stall); font-size: 11px; stroke-width: 3px; }
        .wanted { --mode: var(--dim); --dash: 4 3; --line: dashed; }
        .ends { --mode: var(--p2); --dash: 2 2; --line: dotted; }
        .hit { fill: transparent; }
        .hit:hover { fill: var(--ink); fill-opacity: 0.07; }
        .part { stroke: var(--page); }
        .p0 { fill: var(--p0); --key: var(--p0); } .p1 { fill: var(--p1); --key: var(--p1); }
        .p2 { fill: var(--p2); --key: var(--p2); } .p3 { fill: var(--p3); --key: var(--p3); }
        .p4 { fill: var(--p4); --key: var(--p4); } .p5 { fill: var(--p5); --key: var(--p5); }

        """

    /// A box that is cleared hides the marks of its series, without a script.
    private static let legend = """
        .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; margin-top: 2px; }
        .legend label { cursor: pointer; display: inline-flex; align-items: center; gap: 6px; }
        .legend input { position: absolute; opacity: 0; width: 1px; height: 1px; }
        .legend label:has(:focus-visible) { outline: 2px solid var(--blue); outline-offset: 2px; }
        .legend label:has(input:not(:checked)) { color: var(--dim); text-decoration: line-through; }
        .legend label:has(input:not(:checked)) i { opacity: 0.25; }
        .legend i { display: inline-block; width: 18px; }
        i.line { border-top: 2.5px var(--line, solid) var(--mode); }
        i.tailkey { border-top: 1.2px solid var(--mode); opacity: 0.75; }
        i.box { height: 11px; border: 1.4px var(--line, solid) var(--mode);
          background: color-mix(in srgb, var(--mode) 28%, transparent); }
        i.dotkey { width: 8px; height: 8px; border-radius: 4px; background: var(--mode); }
        i.dotkey.m-non_streaming { border-radius: 0; transform: rotate(45deg) scale(0.9); }
        i.part { width: 12px; height: 12px; background: var(--key); }
        i.tickkey { height: 11px; background: repeating-linear-gradient(90deg, var(--mode) 0 1.5px,
          transparent 1.5px 4px); }
        i.stallkey { height: 5px; background: var(--stall); }
        figure:has(.kt0:not(:checked)) .t0, figure:has(.kt1:not(:checked)) .t1,
        figure:has(.kt2:not(:checked)) .t2, figure:has(.kt3:not(:checked)) .t3,
        figure:has(.kt4:not(:checked)) .t4, figure:has(.kt5:not(:checked)) .t5,
        figure:has(.kt6:not(:checked)) .t6 { visibility: hidden; }
        #tip { position: fixed; z-index: 3; pointer-events: none; background: var(--ink); color: var(--page);
          font-size: 13px; line-height: 1.35; padding: 5px 9px; border-radius: 4px; max-width: 300px; }

        """

    private static let raster = """
        .raster { margin-top: 10px; padding: 0 132px 0 66px; }
        .raster .plot { position: relative; }
        .lanes { overflow: visible; }
        .lanes path { fill: none; vector-effect: non-scaling-stroke; }
        .lanes .gridline { stroke: var(--rule); }
        .lanes .due { stroke: var(--dim); stroke-dasharray: 1 3; }
        .lanes .wait { stroke: var(--mode); stroke-opacity: 0.4; }
        .lanes .head { stroke: var(--dim); stroke-width: 1.5; }
        .lanes .tick { stroke: var(--mode); stroke-width: 1.25; }
        .lanes .m-non_streaming .tick { stroke-width: 4; }
        .lanes .stall { fill: var(--stall); }
        .lanes .bad .wait, .lanes .bad .tick { stroke: var(--bad); }
        .lanes .broken { stroke: var(--bad); stroke-width: 4; }
        .raster span, .raster .group { position: absolute; font-size: 11px; line-height: 14px; white-space: nowrap; }
        .raster span.due { right: calc(100% + 8px); color: var(--dim); }
        .raster span.remark { left: calc(100% + 8px); color: var(--dim); }
        .raster span.worst { color: var(--ink); font-weight: 600; }
        .raster span.bad { color: var(--bad); font-weight: 600; }
        .raster .group { left: 0; font-size: 12.5px; line-height: 22px; }
        .axisline { position: relative; height: 18px; border-top: 1px solid var(--dim); }
        .axisline span { transform: translateX(-50%); top: 2px; color: var(--dim); font-size: 12px; }
        .axisname { text-align: center; color: var(--dim); font-size: 12.5px; max-width: none; margin: 0; }
        @media (max-width: 680px) {
          .raster { padding: 0 86px 0 58px; }
          .raster span.remark { max-width: 80px; overflow: hidden; text-overflow: ellipsis; }
        }

        """

    /// Lanes that are used again, and requests over time. A path without length and with round or square
    /// ends is a mark that keeps its form however the drawing is stretched.
    private static let lanes = """
        .lanechart { padding: 0 106px 0 62px; }
        .lanechart span { line-height: 14px; }
        .lanechart span.remark { white-space: normal; width: 98px; }
        .lanechart .stay { stroke: var(--mode); stroke-width: var(--lane, 8px); stroke-opacity: 0.75; }
        .lanechart .stay:hover { stroke-opacity: 1; }
        .lanechart .wait { stroke: var(--dim); stroke-opacity: 1; stroke-width: 1.25; }
        .lanechart .failing { --mode: var(--dim); }
        .lanechart .refusing { --mode: var(--bad); }
        .lanechart .away { stroke: var(--bad); stroke-width: 7; stroke-linecap: round; }
        .lanechart .ring { stroke: var(--ink); stroke-width: var(--dot, 8px); stroke-linecap: round; }
        .lanechart .square { stroke: var(--ink); stroke-width: var(--dot, 7px); stroke-linecap: square; }
        .lanechart .square.bad { stroke: var(--bad); }
        .lanechart .inner { stroke: var(--page); stroke-width: 3px; pointer-events: none; }
        .lanechart .ring.inner { stroke-width: calc(var(--dot, 8px) * 0.4); }
        .lanechart .ceiling { stroke: var(--ink); stroke-width: 1.25; }
        .lanechart .ceiling.told { stroke: var(--care); stroke-dasharray: 6 4; }
        .lanechart span.told { color: var(--care); font-weight: 600; }
        .lanechart span.seen { color: var(--ink); font-weight: 600; }
        .lanechart .rolling { stroke: var(--mode); stroke-width: 1.75; stroke-dasharray: var(--dash); }
        .lanechart .once { stroke: var(--mode); stroke-width: 1; }
        .lanechart .edge { stroke: var(--p2); stroke-dasharray: 2 3; }
        .lanechart .edgeband { fill: var(--p2); fill-opacity: 0.18; }
        .room { fill: var(--ink); fill-opacity: 0.1; }
        i.staykey { height: 8px; background: color-mix(in srgb, var(--mode) 75%, transparent); }
        i.staykey.m-non_streaming { height: 8px; }
        i.waitkey { border-top: 1.25px solid var(--dim); }
        .legend i.awaykey, .legend i.ringkey, .legend i.squarekey { width: 8px; height: 8px; }
        i.awaykey { border-radius: 4px; background: var(--bad); }
        i.ringkey { border-radius: 4px; border: 2.5px solid var(--ink); }
        i.squarekey { background: var(--ink); }
        i.squarekey.bad { background: var(--bad); }
        i.edgekey { border-top: 2px dotted var(--p2); }
        .doubtful { color: var(--care); }
        strong.found { color: var(--dim); font-weight: 400; }
        @media (max-width: 680px) {
          .lanechart { padding: 0 68px 0 50px; }
          .lanechart span.remark { width: 62px; max-width: none; overflow: visible; }
        }

        """

    /// Two sides over each other, and effects over the band of those that do not matter. On a telephone the
    /// letters of an effect stand above its bar.
    private static let sides = """
        .s-base { --mode: var(--blue); }
        .s-new { --mode: var(--orange); --dash: 5 3; --line: dashed; }
        i.dotkey.s-new { border-radius: 0; transform: rotate(45deg) scale(0.9); }
        .level { stroke-width: 1.4; stroke-opacity: 0.85; }
        .inpart { fill-opacity: 0.5; }
        .forest { padding: 0 168px 0 214px; }
        .forest .indifferent { fill: var(--ink); fill-opacity: 0.09; }
        .forest .zero { stroke: var(--ink); }
        .forest .effect { stroke: var(--dim); stroke-width: 2.5; }
        .forest .worse { stroke: var(--bad); }
        .forest .better { stroke: var(--good); }
        .forest .doubtful { stroke: var(--care); }
        .forest .ends { stroke-width: 2; }
        .forest .estimate { stroke-width: 11; stroke-linecap: round; }
        .forest .inner { stroke: var(--page); stroke-width: 6; stroke-linecap: round; pointer-events: none; }
        .forest span { font-size: 13px; line-height: 16px; }
        .forest span.due { color: var(--ink); }
        .forest span.remark { font-weight: 600; }
        .forest .axisline span { font-size: 12px; }
        .forest span.worse { color: var(--bad); } .forest span.better { color: var(--good); }
        .forest span.doubtful { color: var(--care); } .forest span.found { color: var(--dim); }
        @media (max-width: 680px) {
          .forest { padding: 0 10px; }
          .forest span.due { right: auto; left: -10px; transform: translateY(-16px); }
          .forest span.remark { left: auto; right: -10px; max-width: none; transform: translateY(-16px); }
        }

        """
}
