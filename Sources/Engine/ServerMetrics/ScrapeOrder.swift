internal import RunModel
internal import Transport

/// Which metrics are read, how often, and how they are reached.
struct ScrapeOrder: Sendable {
    enum Ending: Sendable {
        case withLastLook
        case atOnce
    }

    /// How a source is reached.
    struct Address: Sendable {
        var url: String
        var unixSocket: String?
        var caFile: String?
        var isInsecure: Bool
        var usesProxy: Bool

        func options() -> ConnectionOptions {
            let options = ConnectionOptions(url: url)
            options.isGet = true
            options.unixSocket = unixSocket
            options.caFile = caFile
            options.isInsecure = isInsecure
            options.usesProxy = usesProxy
            return options
        }
    }

    let addresses: [Address]
    let sources: [MetricsSource]
    let every: Duration
    let headers: [String]

    /// Nil of a plan that names none, and of a shard other than the first: one look at a time is enough.
    init?(_ order: RunOrder) {
        let record = order.plan.record
        guard let written = record.serverMetrics, !written.isEmpty, order.shard.index == 0 else {
            return nil
        }
        let side = order.sides[0]
        let plan = side.plan
        addresses = written.map { text in
            let isPath = text.hasPrefix("/")
            return Address(
                url: isPath ? ServerAddress.origin(of: side.baseURL) + text : text,
                unixSocket: isPath ? plan.target.unixSocket : nil,
                caFile: plan.connection.caFile, isInsecure: plan.connection.isInsecure,
                usesProxy: !(isPath && side.isEmulated))
        }
        every = record.serverMetricsPeriod
        let seconds = every.seconds
        sources = addresses.map {
            MetricsSource(
                url: order.masked(RunPlan.withoutSecrets(url: $0.url)), everySeconds: seconds)
        }
        headers = [
            // Some write OpenMetrics for whoever names it, whatever the weight, and names lose their colons in it.
            "Accept: text/plain;version=0.0.4,*/*;q=0.1",
            "User-Agent: streamgauge/\(order.version)",
        ]
    }
}
