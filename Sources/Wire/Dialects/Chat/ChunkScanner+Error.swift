extension ChunkScanner {
    /// Reads an `error`: an object, a text, a list, a number, or `true`; nil where it says that there is none.
    mutating func scanError(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        switch try reader.peek(bytes) {
        case ASCII.openBrace: return try scanErrorObject(bytes)
        case UInt8(ascii: "t"):
            try reader.skipValue(bytes)
            var error = ChunkError(.other)
            error.isVague = true
            return error
        case let first:
            guard let text = try words(bytes), !FailureWord.isFine(bytes.extracting(text)) else {
                return nil
            }
            var error = ChunkError(.other)
            error.message = text
            error.isVague = first != ASCII.quote
            let isNumber = first == ASCII.minus || ASCII.zero...ASCII.nine ~= first
            return isNumber && !FailureWord.isCode(bytes.extracting(text)) ? nil : error
        }
    }

    private mutating func scanErrorObject(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        var error = ChunkError()
        var other: Range<Int>?
        var isFine = false
        let start = reader.position
        try reader.enter()
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "message", in: bytes) {
                error.message = try words(bytes)
            } else if name.isEqual(to: "type", in: bytes) {
                let type = try scalar(bytes)
                error.type = type.flatMap { FailureWord.isFine(bytes.extracting($0)) ? nil : $0 }
            } else if name.isEqual(to: "code", in: bytes) {
                let code = try scalar(bytes)
                let isGood = code.map { FailureWord.isFine(bytes.extracting($0)) } ?? false
                isFine = isGood && code?.isEmpty == false
                error.code = isGood ? nil : code
            } else {
                other = try words(bytes) ?? other
            }
        }
        // A code that all is well, and words that say the same.
        if isFine, error.type?.isEmpty ?? true, other == nil, let message = error.message,
            FailureWord.isFine(bytes.extracting(message))
        {
            return nil
        }
        // What it says under names of its own is shown as it stands.
        if error.isEmpty, other != nil {
            error.message = start..<reader.position
            error.isVague = true
        }
        return error
    }

    /// Takes a top-level member that may belong to an error without `error` around it.
    ///
    /// - Returns: false where it is none, its value not read.
    mutating func scanBareError(
        _ name: JSONString, _ bytes: Span<UInt8>, into bare: inout BareError
    ) throws(BrokenJSON) -> Bool {
        let row = BareErrorMember.all.indices.first {
            name.isEqualInAnyCase(to: BareErrorMember.all[$0].name, in: bytes)
        }
        guard let row else {
            guard bytes.extracting(name.range).ends(in: "exception") else { return false }
            bare.error = try scanError(bytes) ?? bare.error
            return true
        }
        switch BareErrorMember.all[row].part {
        case .message: bare.message = try words(bytes) ?? bare.message
        case .namedMessage: bare.namedMessage = try words(bytes) ?? bare.namedMessage
        case .detail:
            let isSaid = try reader.peek(bytes) != ASCII.zero
            let detail = try words(bytes)
            if isSaid { bare.detail = detail ?? bare.detail }
        case .title: bare.title = try words(bytes) ?? bare.title
        case .type:
            guard let type = try scalar(bytes) else { break }
            bare.type = type
            let word = bytes.extracting(type)
            bare.isObjectError = bare.isObjectError || word.isEqual(to: "error")
            bare.isTypeOfFailure =
                (word.ends(in: "error") || word.ends(in: "exception")) && !word.holds(word: "no")
        case .code:
            guard let code = try scalar(bytes) else { break }
            if FailureWord.isFine(bytes.extracting(code)) { bare.isCodeFine = true }
            if FailureWord.isCode(bytes.extracting(code)) { bare.code = code }
        case .status:
            if let status = try scalar(bytes), FailureWord.isStatus(bytes.extracting(status)) {
                bare.code = status
            }
        case .success:
            bare.isFailed = try reader.peek(bytes) == UInt8(ascii: "f")
            try reader.skipValue(bytes)
        case .error: bare.error = try scanError(bytes) ?? bare.error
        case .response: bare.error = try scanBaseResponse(bytes) ?? bare.error
        }
        return true
    }

    /// The state that some vendors put beside every answer, or an error in a member of its own.
    private mutating func scanBaseResponse(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var state = ChunkError(.other)
        var named: ChunkError?
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "status_code", in: bytes) {
                state.code = try scalar(bytes)
            } else if name.isEqual(to: "status_msg", in: bytes) {
                state.message = try words(bytes)
            } else if name.isEqualInAnyCase(to: "error", in: bytes) {
                named = try scanError(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        guard let code = state.code, FailureWord.isCode(bytes.extracting(code)),
            let message = state.message, !FailureWord.isFine(bytes.extracting(message))
        else { return named }
        return state
    }

    /// A text, a number, or an object or array that is not empty, as it stands.
    private mutating func words(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int>? {
        let first = try reader.peek(bytes)
        guard first == ASCII.openBrace || first == ASCII.openBracket else {
            return try scalar(bytes).flatMap { $0.isEmpty ? nil : $0 }
        }
        let start = reader.position
        try reader.skipValue(bytes)
        let isEmpty = bytes.extracting(start + 1..<reader.position - 1).isBlank
        return isEmpty ? nil : start..<reader.position
    }
}
