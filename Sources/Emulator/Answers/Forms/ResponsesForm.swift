internal import NIOCore
internal import RunModel

/// A stream of Responses: items, each added, filled by deltas, and repeated whole when it is done.
final class ResponsesForm: StreamForm {
    private let frame: EventFrame
    private let identity: AnswerIdentity
    private let refuses: Bool
    private var sequence = 0
    private var item: OpenItem?
    /// Those that are done, as JSON.
    private var items: [String] = []

    /// The item that is being filled.
    private struct OpenItem {
        var part: CompletionScript.Part
        var eventName: [UInt8]
        var opening: [UInt8]
        var closing: [UInt8]
        /// What it has so far, as it stands in a JSON text.
        var text = ByteBuffer()
    }

    init(_ identity: AnswerIdentity, _ behaviour: AnswerBehaviour) {
        self.identity = identity
        refuses = behaviour.refuses
        frame = EventFrame(behaviour)
    }

    private func event(_ type: String, _ members: String, in chunk: inout ChunkBuffer) {
        frame.event(
            type, #"{"type":"\#(type)","sequence_number":\#(sequence),\#(members)}"#, in: &chunk)
        sequence += 1
    }

    func begin(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        let response = identity.response(status: "in_progress", items: [], usage: nil)
        event("response.created", #""response":\#(response)"#, in: &chunk)
        event("response.in_progress", #""response":\#(response)"#, in: &chunk)
    }

    func add(
        _ piece: SentPiece, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer
    ) {
        add(to: piece.part, in: &chunk) { $0.append(piece, of: &vocabulary) }
    }

    private func add(
        to part: CompletionScript.Part, in chunk: inout ChunkBuffer, nested depth: Int = 0,
        _ words: (inout ChunkBuffer) -> Void
    ) {
        open(part, in: &chunk)
        guard var open = item else { return }
        // Out of its place first, or each piece would copy the whole text.
        item = nil
        frame.open(open.eventName, in: &chunk)
        chunk.append(open.opening)
        let start = chunk.position
        words(&chunk)
        open.text.writeBytes(chunk.appended(since: start))
        chunk.append(open.closing)
        chunk.append(String(sequence))
        if depth > 0 { Self.nest(depth, in: &chunk) }
        chunk.append("}")
        frame.close(in: &chunk)
        sequence += 1
        item = open
    }

    private func open(_ part: CompletionScript.Part, in chunk: inout ChunkBuffer) {
        guard item?.part != part else { return }
        closeItem(in: &chunk)
        let name = part.responsesName(refuses)
        let place = place(of: part)
        item = OpenItem(
            part: part, eventName: Array("event: response.\(name).delta".utf8),
            opening: Array(#"{"type":"response.\#(name).delta",\#(place),"delta":""#.utf8),
            closing: Array(
                (part == .content && !refuses
                    ? #"","logprobs":[],"sequence_number":"# : #"","sequence_number":"#).utf8))
        let begun = WholePart(part: part, text: "").responsesItem(
            identity, status: "in_progress", refuses)
        event(
            "response.output_item.added", #""output_index":\#(items.count),"item":\#(begun)"#,
            in: &chunk)
        if let content = part.responsesContent("", refuses) {
            event("response.content_part.added", #"\#(place),"part":\#(content)"#, in: &chunk)
        }
    }

    /// Members that say where an event's text belongs.
    private func place(of part: CompletionScript.Part) -> String {
        let index = part.responsesContent("", refuses) == nil ? "" : #","content_index":0"#
        return #""item_id":"\#(identity.itemID(part))","output_index":\#(items.count)\#(index)"#
    }

    /// Everything in it comes once more.
    private func closeItem(isCut: Bool = false, in chunk: inout ChunkBuffer) {
        guard let open = item else { return }
        item = nil
        let text = String(buffer: open.text)
        let place = place(of: open.part)
        event(
            "response.\(open.part.responsesName(refuses)).done",
            #"\#(place),\#(open.part.responsesDone(text, refuses, identity))"#, in: &chunk)
        if let content = open.part.responsesContent(text, refuses) {
            event("response.content_part.done", #"\#(place),"part":\#(content)"#, in: &chunk)
        }
        let done = WholePart(part: open.part, text: text).responsesItem(
            identity, status: isCut ? "incomplete" : "completed", refuses)
        event(
            "response.output_item.done", #""output_index":\#(items.count),"item":\#(done)"#,
            in: &chunk)
        items.append(done)
    }

    func finish(
        _ reason: CompletionScript.FinishReason, _ usage: TokenUsage, in chunk: inout ChunkBuffer
    ) {
        let isCut = reason == .length
        closeItem(isCut: isCut, in: &chunk)
        let status = isCut ? "incomplete" : "completed"
        let response = identity.response(status: status, items: items, usage: usage)
        event("response.\(status)", #""response":\#(response)"#, in: &chunk)
    }

    func keepAlive(in chunk: inout ChunkBuffer) { frame.keepAlive(in: &chunk) }

    func fail(_ error: ErrorBody, in chunk: inout ChunkBuffer) {
        event("error", error.responsesMembers, in: &chunk)
    }

    func addBroken(in chunk: inout ChunkBuffer) {
        frame.event(
            "response.output_text.delta", #"{"type":"response.output_text.delta","delta":"#,
            in: &chunk)
    }

    func addNested(_ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer) {
        add(to: .content, in: &chunk, nested: depth) {
            $0.append(1, exactly: nil, of: &vocabulary)
        }
    }
}
