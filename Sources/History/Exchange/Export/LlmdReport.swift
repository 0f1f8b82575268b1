internal import Analysis
internal import FoundationEssentials
internal import RunModel

/// A run as a benchmark report of llm-d, version 0.2.1: of its streams where it has some, else of its whole answers.
///
/// Its schema wants a mean with every statistic and we keep none of requests: what stands there is said in
/// `scenario.load.native.config`.
package struct LlmdReport: Encodable {
    static let unknown = "unknown"

    let version = "0.2.1"
    let run: Run
    let scenario: Scenario
    let results: Results

    struct Run: Encodable {
        var uid: String
        var eid: String
        var time: Time
        var description: String
        var keywords: [String]

        struct Time: Encodable {
            var start: String
            /// ISO 8601, such as `PT312.4S`.
            var duration: String?
        }
    }

    struct Results: Encodable {
        var requestPerformance: Performance

        struct Performance: Encodable {
            var aggregate: Aggregate
        }

        struct Aggregate: Encodable {
            var requests: Requests?
            var latency: [String: Statistic]
            var throughput: [String: Statistic]
        }

        struct Requests: Encodable {
            var total: Int
            var failures: Int
            var inputLength: Statistic?
            var outputLength: Statistic?
        }
    }

    struct Statistic: Encodable {
        var units: String
        var mean: Double
        var p50: Double?
        var p90: Double?
        var p99: Double?
    }

    package init(_ exported: ExportedRun) {
        let numbers = LlmdNumbers(exported)
        run = Run(exported.head, id: exported.id)
        scenario = Scenario(exported, numbers)
        results = Results(
            requestPerformance: Results.Performance(
                aggregate: Results.Aggregate(
                    requests: numbers.requests, latency: numbers.latency,
                    throughput: numbers.throughput)))
    }

    /// The file's bytes; the same for the same run.
    ///
    /// - Throws: `EncodingError` for a number that JSON has no form for.
    package func bytes() throws -> [UInt8] {
        Array(try SnakeCase.encoder().encode(self)) + [UInt8(ascii: "\n")]
    }
}

extension LlmdReport.Run {
    init(_ head: HistoryHead, id: String) {
        uid = id
        eid = head.labels.branch ?? head.series
        time = Time(start: head.started, duration: head.seconds.map { "PT\($0)S" })
        description = "\(head.series), \(head.model)"
        keywords =
            [head.tool]
            + [("branch", head.labels.branch), ("commit", head.labels.commit)].compactMap {
                name, value in value.map { "\(name):\($0)" }
            } + ["kind:\(head.kind.rawValue)"]
    }
}
