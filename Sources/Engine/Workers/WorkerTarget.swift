internal import RunModel
internal import Transport
internal import Wire
internal import Workload

/// One target as one worker knows it: what it has learnt of it, and the slots that are connected to it and
/// wait for a request.
final class WorkerTarget {
    let api: API
    let messages: FailureMessage
    /// One for each local address that connections come from.
    private let connections: [ConnectionOptions]
    private var nextConnection: Int
    let models: ModelSearch
    private let target: Target
    private let headerLists: [ResponseMode: HeaderList]
    /// The last one was used last, so that its connection is the likeliest to be alive.
    var idle: [StreamSlot] = []
    /// How the next request is written.
    private(set) var manner: RequestManner
    /// The latest manner in which the server has answered a request.
    private(set) var accepted: RequestManner
    private(set) var support = StreamingSupport()
    /// What its first head said of itself.
    private var names: (server: String?, via: String?)?

    /// `worker` begins with a local address of its own, so that few streams of many workers spread too.
    init(_ target: Target, worker: Int = 0) {
        self.target = target
        api = target.api
        messages = FailureMessage(secrets: target.secrets, api: target.api)
        connections = target.connectionOptionsBySource()
        nextConnection = worker % connections.count
        models = target.models
        headerLists = target.headers.mapValues { HeaderList($0) }
        manner = RequestManner(target.bodies)
        accepted = manner
    }

    /// How the next connection is opened: from each local address in turn.
    func connection() -> ConnectionOptions {
        defer { nextConnection = (nextConnection + 1) % connections.count }
        return connections[nextConnection]
    }

    func headers(_ mode: ResponseMode) -> HeaderList {
        headerLists[mode] ?? HeaderList([])
    }

    /// Those of a ticket, which names its conversation where a router is to know it.
    func headers(for ticket: Ticket) -> HeaderList {
        guard let header = target.sessionHeader, let session = ticket.session else {
            return headers(ticket.mode)
        }
        let common = target.headers[ticket.mode] ?? []
        return HeaderList(common + ["\(header.name): \(header.run)-\(session)"])
    }

    func wantedPromptTokens(for ticket: Ticket) -> Int? {
        target.bodies.prompts.wantedTokens(for: ticket)
    }

    func maxTokens(for ticket: Ticket) -> Int? { target.bodies.maxTokens(for: ticket) }

    /// Says in a record what is known of a request before it is sent.
    func describe(_ ticket: Ticket, in record: inout RequestRecord) {
        target.bodies.describe(ticket, in: &record)
    }

    func body(
        for ticket: Ticket, _ manner: RequestManner, answers: [[UInt8]] = []
    ) -> [UInt8] {
        target.bodies.body(for: ticket, manner, answers: answers)
    }

    /// Takes the end of a request that was written in `manner` and is not asked again.
    func ended(_ record: RequestRecord, isWholeAnswer: Bool, _ manner: RequestManner) {
        support.ended(record, isWholeAnswer: isWholeAnswer)
        guard let status = record.status, (200..<300).contains(status) else { return }
        if manner == self.manner { accepted = manner }
    }

    var keyEnd: String? { target.keyEnd }
    var asksForCompression: Bool { target.connection.asksForCompression }

    /// What the server calls the request that it answers with `head`.
    func requestID(in head: ResponseHead) -> String? {
        target.requestIDFields.lazy.compactMap { head.fields[$0] }.first { !$0.isEmpty }
            .map { String(messages.clean($0).prefix(Self.longestRequestID)) }
    }

    private static let longestRequestID = 200

    func met(_ head: ResponseHead) {
        guard names == nil else { return }
        names = (
            head.fields["server"].map { messages.clean($0) },
            head.fields["via"].map { messages.clean($0) }
        )
    }

    /// Nil where it said nothing, or never answered.
    func names(of index: Int) -> ServerNames? {
        names.flatMap { ServerNames(target: index, server: $0.server, via: $0.via) }
    }

    /// Writes requests from now on so that what `ticket` was refused for in `manner` is mended.
    ///
    /// - Returns: whether that makes another request of it: not where the user's own members stand in the way.
    func learn(_ remedy: RequestRemedy, for ticket: Ticket, in manner: RequestManner) -> Bool {
        var mended = self.manner
        switch remedy {
        case .withoutUsage: mended.refuseUsage()
        case .maxCompletionTokens: mended.useMaxCompletionTokens()
        case .withoutExactOutput: mended.refuseExactOutput()
        case .anotherModel: break
        }
        guard body(for: ticket, mended) != body(for: ticket, manner) else { return false }
        self.manner = mended
        return true
    }

    /// Asks for `model` from now on.
    func take(model: String) { manner.take(model: model) }

    /// Whether `ticket` asks for another model when the target takes one: not where the user's own members name it.
    func asksForPlannedModel(_ ticket: Ticket, in manner: RequestManner) -> Bool {
        guard manner.otherModel == nil else { return false }
        var other = manner
        other.take(model: manner.plannedModel + "-")
        return body(for: ticket, other) != body(for: ticket, manner)
    }

    /// - Throws: `TransportError` when libcurl refuses an option or has no memory.
    func modelRequest(
        on multi: MultiHandle, ended: @escaping (ModelList?) -> Void
    ) throws(TransportError) -> ModelRequest {
        try ModelRequest(
            target.modelListOptions(), HeaderList(target.modelListHeaders), on: multi, ended: ended)
    }

    /// The same for whoever looks at the connection and the head too.
    ///
    /// - Throws: `TransportError` when libcurl refuses an option or has no memory.
    func examinedRequest(
        offersHTTP2: Bool, on multi: MultiHandle, ended: @escaping (ModelList?) -> Void
    ) throws(TransportError) -> ModelRequest {
        try ModelRequest(
            target.examinedListOptions(offersHTTP2: offersHTTP2),
            HeaderList(target.modelListHeaders), on: multi, ended: ended)
    }

    /// The names that hold no secret and stay as they are in a line of text.
    func fitToShow(_ names: [String]) -> [String] { names.filter { messages.clean($0) == $0 } }

    /// What a refusal's message is when the target's models are known.
    func message(_ said: String?, _ finding: ModelSearch.Finding) -> String? {
        let words = said.map { " (\($0))" } ?? ""
        guard finding != .late else {
            return messages.clean(
                "no model '\(manner.plannedModel)' here, and the target's list of models did not come "
                    + "within \(Int(ModelRequest.timeLimit.seconds)) s; give one that it has with "
                    + "\(target.modelFlag)\(words)")
        }
        guard case .several(let names) = finding else { return said }
        var list = ""
        for (index, name) in names.enumerated() {
            let next = (index == 0 ? "" : ", ") + name
            guard list.utf8.count + next.utf8.count <= 160 else {
                list += (index == 0 ? "" : " and ") + "\(names.count - index) more"
                break
            }
            list += next
        }
        return messages.clean(
            "no model '\(manner.plannedModel)' here; give one with \(target.modelFlag): \(list)\(words)"
        )
    }
}
