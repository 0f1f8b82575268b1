internal import RunModel
internal import Transport
internal import Wire
internal import Workload

/// Where requests go: an address, the API it speaks, and what is said to it. A ticket names one of a run's
/// targets by its index.
struct Target: Sendable {
    var api: API
    var url: String
    /// Whole header lines, the key's among them.
    var headers: [ResponseMode: [String]]
    /// What must stand in no record.
    var secrets: [String]
    /// What may: the end of the key.
    var keyEnd: String?
    /// Headers in which the server may name a request, the first that it has being meant; in lower case.
    var requestIDFields: [String]
    /// What names a request's conversation: a header, and what its values begin with.
    var sessionHeader: (name: String, run: String)?
    /// `host:port:address,…`, resolved once before the run.
    var resolvedHost: String?
    var bodies: RequestBodies
    var unixSocket: String?
    var connection: ConnectionPlan
    /// Whether the proxies of the environment are between it and us: not where the server is in this process.
    var usesProxy: Bool
    /// Where its models are listed, and what is said there.
    var modelListURL: String
    var modelListHeaders: [String]
    /// The option that names the model.
    var modelFlag: String
    /// Shared by the run's workers.
    let models = ModelSearch()

    /// How to ask for the list of models.
    func modelListOptions() -> ConnectionOptions {
        let options = connectionOptions()
        options.url = modelListURL
        options.isGet = true
        options.wantedFields = []
        return options
    }

    /// The same for whoever looks at the connection and the head too.
    func examinedListOptions(offersHTTP2: Bool) -> ConnectionOptions {
        let options = modelListOptions()
        options.keepsFacts = true
        options.usesHTTP2 = offersHTTP2 || options.usesHTTP2
        options.wantedFields = ["age", "date", "location", "server", "via"]
        return options
    }

    /// Those of each local address that connections come from, by which they take turns.
    func connectionOptionsBySource() -> [ConnectionOptions] {
        guard connection.sourceAddresses.count > 1 else { return [connectionOptions()] }
        return connection.sourceAddresses.map { address in
            let options = connectionOptions()
            options.sourceAddress = address
            return options
        }
    }

    func connectionOptions() -> ConnectionOptions {
        let options = ConnectionOptions(url: url)
        options.unixSocket = unixSocket
        options.usesProxy = usesProxy
        options.isFresh = connection.isFresh
        options.usesHTTP2 = connection.usesHTTP2
        options.caFile = connection.caFile
        options.isInsecure = connection.isInsecure
        options.asksForCompression = connection.asksForCompression
        options.sourceAddress = connection.sourceAddress
        options.resolvedHost = resolvedHost
        options.wantedFields =
            api.limitFields.map(\.name) + ["location", "content-encoding", "server", "via"]
            + requestIDFields
        return options
    }
}

extension RunOrder {
    /// The run's targets, in the order of their indices.
    func targets() -> [Target] {
        let secrets = secrets
        return sides.enumerated().map { index, side in
            Target(
                api: side.api, url: side.url,
                headers: Dictionary(
                    uniqueKeysWithValues: ResponseMode.allCases.map {
                        ($0, side.headers($0, version: version))
                    }),
                secrets: secrets, keyEnd: side.keyEnd,
                requestIDFields: side.plan.request.requestIdHeader.map { [$0.lowercased()] }
                    ?? [
                        "x-request-id", "request-id", "apim-request-id", "x-amzn-requestid",
                        "x-litellm-call-id",
                    ],
                sessionHeader: side.plan.request.sessionHeader.map {
                    ($0, String(plan.load.arrivalSeed ?? plan.seed, radix: 16))
                },
                resolvedHost: side.resolvedHost(HostResolver.addresses),
                bodies: RequestBodies(
                    api: side.api, request: side.plan.request,
                    traits: side.plan.target.provider?.traits, prompts: prompts,
                    tools: side.tools, overrides: side.overrides),
                unixSocket: side.plan.target.unixSocket, connection: side.plan.connection,
                usesProxy: !side.isEmulated,
                modelListURL: side.url(of: side.api.modelsPath),
                modelListHeaders: side.modelListHeaders(version: version),
                modelFlag: modelFlag(ofSide: index))
        }
    }

    private func modelFlag(ofSide index: Int) -> String {
        if index == 0 || plan.target.frontEnds > 1 { return "--model" }
        return plan.against == nil ? "--second-model" : "--against-model"
    }
}
