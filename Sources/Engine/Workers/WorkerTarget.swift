internal import RunModel
internal import Transport
internal import Wire
internal import Workload

/// One target as one worker knows it: what it has learnt of it, and the slots that are connected to it and
/// wait for a request.
final class WorkerTarget {
    let api: API
    let messages: FailureMessage
    let bodies: RequestBodies
    let connection: ConnectionOptions
    private let headerLists: [ResponseMode: HeaderList]
    /// The last one was used last, so that its connection is the likeliest to be alive.
    var idle: [StreamSlot] = []
    /// Becomes false when the server refuses to count tokens.
    private(set) var asksForUsage: Bool
    private(set) var support = StreamingSupport()
    /// What its first head said of itself.
    private var names: (server: String?, via: String?)?

    init(_ target: Target, asksForUsage: Bool) {
        api = target.api
        messages = FailureMessage(secrets: target.secrets, api: target.api)
        bodies = target.bodies
        connection = target.connectionOptions()
        headerLists = target.headers.mapValues { HeaderList($0) }
        self.asksForUsage = asksForUsage
    }

    func headers(_ mode: ResponseMode) -> HeaderList {
        headerLists[mode] ?? HeaderList([])
    }

    func body(for ticket: Ticket) -> [UInt8] {
        bodies.body(for: ticket, asksForUsage: asksForUsage)
    }

    func ended(_ record: RequestRecord, isWholeAnswer: Bool) {
        support.ended(record, isWholeAnswer: isWholeAnswer)
    }

    func met(_ head: ResponseHead) {
        guard names == nil else { return }
        names = (head.fields["server"], head.fields["via"])
    }

    /// Nil where it said nothing, or never answered.
    func names(of index: Int) -> ServerNames? {
        names.flatMap { ServerNames(target: index, server: $0.server, via: $0.via) }
    }

    /// Whether the server refused the request for what asks for token counts. There is no stable code for
    /// it; servers name the field, in words only.
    func refusesUsage(_ record: RequestRecord) -> Bool {
        guard record.status == 400, record.attempt == 1,
            record.mode == .streaming, let message = record.message
        else { return false }
        return api.isAboutUsage(message)
    }

    func askWithoutUsage() {
        asksForUsage = false
    }
}
