/// The form that a file of prompts, or a trace, is written in. docs/workloads.md has the members of each.
package enum PromptsFormat: String, Codable, Sendable, CaseIterable {
    /// A line a prompt, as the APIs have it.
    case messages
    /// One array of whole conversations.
    case sharegpt
    /// Arrivals, lengths and blocks of 512 tokens that prompts share.
    case mooncake
    /// AIPerf's dialect of it, with texts and sessions.
    case aiperf
    /// CSV of Azure's services: 2023, 2024, and 2025 with pictures.
    case azure
    /// CSV of BurstGPT.
    case burstgpt
    /// Chats by their parents, with blocks of 16 tokens.
    case bailian
    /// A session of a coding agent a line, as GitHub Copilot's.
    case copilot

    /// Whether its rows have a time to be sent at.
    package var hasTimes: Bool { self != .messages && self != .sharegpt }
}

/// What came of reading the file of prompts: a member of manifest.json.
package struct PromptsRead: Codable, Sendable, Equatable {
    package var format: PromptsFormat
    /// Requests that the file is good for.
    package var rows: Int
    /// Of the rows, those that belong to different conversations.
    package var sessions: Int
    /// Rows that are left out, by why; absent where none are.
    package var dropped: [String: Int]?
    /// What the rows hold and no request takes, by how many do; absent where there is nothing.
    package var ignored: [String: Int]?

    package init(format: PromptsFormat, rows: Int, sessions: Int) {
        self.format = format
        self.rows = rows
        self.sessions = sessions
    }
}
