internal import RunModel

/// Takes secrets out of a text in every form that a server may repeat them in.
struct SecretMask {
    /// Longest first: a secret may be the beginning of another.
    private let forms: [String]
    private let secrets: [String]
    /// Bytes of the longest form.
    let longest: Int

    init(_ secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }
        let all = Set(self.secrets.flatMap(Self.forms))
        forms = all.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
        longest = forms.first?.utf8.count ?? 0
    }

    /// As it is, with JSON's escapes, as HTML, and as addresses have it.
    private static func forms(of secret: String) -> [String] {
        func escaped(_ escape: (UInt8) -> String) -> String {
            secret.utf8.reduce(into: "") { text, byte in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || "-_.~".utf8.contains(byte)
                text += isPlain ? String(Unicode.Scalar(byte)) : escape(byte)
            }
        }
        func hex(_ byte: UInt8, isUpper: Bool) -> String {
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
        }
        return [secret, secret.replacing("/", with: "\\/"), secret.replacing("+", with: " ")]
            + [true, false].flatMap { isUpper in
                [
                    escaped { "%" + hex($0, isUpper: isUpper) },
                    escaped { "\\u00" + hex($0, isUpper: isUpper) },
                    escaped { "\\x" + hex($0, isUpper: isUpper) },
                ]
            }
    }

    /// `isCut`: whether the text went on, so that its end may be the beginning of a secret.
    func masked(_ text: String, isCut: Bool) -> String {
        let masked = forms.reduce(text) { $0.replacing($1, with: "[key]") }
        // Whatever begins a secret that is not whole stands in so many bytes at the end.
        return isCut ? String(decoding: masked.utf8.dropLast(longest), as: UTF8.self) : masked
    }

    func holds(_ reason: FinishReason) -> Bool {
        secrets.contains { secret in
            let shown = FinishReason(rawValue: secret).rawValue
            return shown.count >= 4 && reason.rawValue.contains(shown)
        }
    }
}
