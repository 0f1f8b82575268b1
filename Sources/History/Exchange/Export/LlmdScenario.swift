internal import Analysis
internal import FoundationEssentials
internal import RunModel

extension LlmdReport {
    /// What was asked, and of whom.
    struct Scenario: Encodable {
        var stack: [Component]
        var load: Load

        struct Component: Encodable {
            var metadata: Metadata
            var standardized: Target
            var native: [String: String] = [:]

            struct Metadata: Encodable {
                var label = "endpoint"
                var cfgId: String
            }

            /// Of what serves, a client knows no more.
            struct Target: Encodable {
                var kind = "generic"
                var tool = LlmdReport.unknown
                var toolVersion = LlmdReport.unknown
                var model: String
                var endpoint: String
            }
        }

        struct Load: Encodable {
            var metadata: [String: String]
            var standardized: Tool
            var native: Native

            struct Tool: Encodable {
                var tool: String
                var toolVersion: String
                var source = LlmdReport.unknown
                var inputSeqLen: Length
                var concurrency: Int?
                var rateQps: Double?
            }

            struct Length: Encodable {
                var distribution = "other"
                var value: Double
            }

            struct Native: Encodable {
                var config: Config
            }

            struct Config: Encodable {
                var statistic: String
                var inputSeqLen: String?
                /// By mode and metric: means of the rounds' values.
                var metrics: [String: [String: Double]]
            }
        }
    }
}

extension LlmdReport.Scenario {
    private static let statistic =
        "mean: mean of the rounds' medians, of rates mean of the rounds; p50, p90, p99: medians of the rounds' values; no mean of requests is kept"

    init(_ exported: ExportedRun, _ numbers: LlmdNumbers) {
        let head = exported.head
        let endpoint = head.endpoint.isEmpty ? LlmdReport.unknown : head.endpoint
        stack = [
            Component(
                metadata: .init(cfgId: ContentDigest("\(endpoint) \(head.model)".utf8).text),
                standardized: .init(model: head.model, endpoint: endpoint))
        ]
        let work = exported.run.profile.work
        func number(_ key: String) -> Double? {
            work.first { $0.key == key }.flatMap { Double($0.value) }.flatMap { $0 > 0 ? $0 : nil }
        }
        let rate = number("load.rate")
        var metrics: [String: [String: Double]] = [:]
        for value in exported.values {
            metrics[value.mode?.rawValue ?? "run", default: [:]][value.metric.rawValue] = value.mean
        }
        load = Load(
            metadata: [
                "cfg_id": ContentDigest(
                    work.map { "\($0.key)=\($0.value)\n" }.joined().utf8
                ).text
            ],
            standardized: .init(
                tool: head.tool, toolVersion: head.version,
                inputSeqLen: .init(value: numbers.promptTokens ?? 0),
                concurrency: rate == nil
                    ? number("load.concurrency").flatMap { Int(exactly: $0) } : nil,
                rateQps: rate),
            native: .init(
                config: .init(
                    statistic: Self.statistic,
                    inputSeqLen: numbers.promptTokens == nil ? "unknown, and 0 for that" : nil,
                    metrics: metrics)))
    }
}
