import Testing

/// What a test looks at in a page.
struct PageText {
    let page: String

    /// The page without its style, its script, its drawings and its digits: what a change of numbers leaves.
    var structure: String {
        page
            .replacing(/<style>[\s\S]*?<\/style>/, with: "<style/>")
            .replacing(/<script>[\s\S]*?<\/script>/, with: "<script/>")
            .replacing(/<svg[\s\S]*?<\/svg>/, with: "<svg/>")
            .replacing(/<pre[\s\S]*?<\/pre>/, with: "<pre/>")
            .replacing(/<span class="(due|remark)[^>]*>[^<]*<\/span>/, with: "")
            .replacing(/-?[0-9][0-9.,]*/, with: "0")
            .replacing(/\ (data-order="[^"]*"|class="")/, with: "")
    }

    private var markup: String {
        page.replacing(/<(style|script)>[\s\S]*?<\/(style|script)>/, with: "")
    }

    /// Elements that were closed by another's tag, or never.
    var unbalanced: [Substring] {
        var open: [Substring] = []
        var wrong: [Substring] = []
        for tag in markup.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
            let name = tag.output.2
            if ["meta", "br", "input"].contains(name) || tag.output.3 == "/" { continue }
            if tag.output.1 == "/" {
                if open.popLast() != name { wrong.append(name) }
            } else {
                open.append(name)
            }
        }
        return wrong + open
    }

    /// Attributes and points that hold no finite number where one should stand.
    var brokenNumbers: [Substring] {
        markup.lowercased().matches(of: /["\s,](nan|-?inf)["\s,]/).map(\.output.1)
    }
}
