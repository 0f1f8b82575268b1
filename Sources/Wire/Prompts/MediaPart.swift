/// A picture, a recording or a document that goes along with a text.
package struct MediaPart: Sendable, Equatable {
    /// What it is, by which an API has a form for it.
    package enum Kind: Sendable, Equatable {
        case image
        /// With the word that chat has for its form.
        case audio(format: String)
        case document
    }

    package let kind: Kind
    /// Such as `image/png`.
    package let type: String
    /// What a document is called.
    package let name: String
    package let base64: String
    /// Before it was written as text.
    package let bytes: Int
    /// Of a document that is plain text: what it says, which Messages takes as it is.
    package let text: String?

    package init(
        kind: Kind, type: String, name: String = "", base64: String, bytes: Int,
        text: String? = nil
    ) {
        self.text = text
        self.kind = kind
        self.type = type
        self.name = name
        self.base64 = base64
        self.bytes = bytes
    }

    /// Why `api` has no form for it; nil where it has one.
    package static func refusal(of kind: Kind, by api: API) -> String? {
        switch (api, kind) {
        case (.completions, _): "Completions takes text alone"
        case (.responses, .audio), (.messages, .audio): "it takes no recordings"
        default: nil
        }
    }
}

extension Conversation {
    /// The members of a request that ask a text with what goes along.
    static func asked(_ text: String, with media: [MediaPart], by api: API) -> [JSONMember] {
        let quoted = JSONText.quoted(text)
        let kind = api == .responses ? "input_text" : "text"
        let parts =
            [#"{"type":"\#(kind)","text":\#(quoted)}"#] + media.map { part($0, by: api) }
        let name = api == .responses ? "input" : "messages"
        return [
            JSONMember(
                name: name,
                json: #"[{"role":"user","content":[\#(parts.joined(separator: ","))]}]"#)
        ]
    }

    private static func part(_ media: MediaPart, by api: API) -> String {
        // Neither base64 nor a type holds what JSON escapes.
        let address = "data:\(media.type);base64,\(media.base64)"
        let source =
            #"{"type":"base64","media_type":"\#(media.type)","data":"\#(media.base64)"}"#
        switch (media.kind, api) {
        case (.image, .responses): return #"{"type":"input_image","image_url":"\#(address)"}"#
        case (.image, .messages): return #"{"type":"image","source":\#(source)}"#
        case (.image, _): return #"{"type":"image_url","image_url":{"url":"\#(address)"}}"#
        case (.audio(let format), _):
            return
                #"{"type":"input_audio","input_audio":{"data":"\#(media.base64)","format":"\#(format)"}}"#
        case (.document, .messages):
            let plain = media.text.map {
                #"{"type":"text","media_type":"text/plain","data":\#(JSONText.quoted($0))}"#
            }
            return #"{"type":"document","source":\#(plain ?? source)}"#
        case (.document, .responses):
            let name = JSONText.quoted(media.name)
            return #"{"type":"input_file","filename":\#(name),"file_data":"\#(address)"}"#
        case (.document, _):
            let name = JSONText.quoted(media.name)
            return #"{"type":"file","file":{"filename":\#(name),"file_data":"\#(address)"}}"#
        }
    }
}
