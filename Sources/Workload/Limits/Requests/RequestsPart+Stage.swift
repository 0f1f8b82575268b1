extension RequestsPart {
    enum Stage {
        /// Next: looking, finding or first half.
        case idle
        /// A burst as large as the share of a short span. Next: pressing, idle.
        case looking
        /// Rests and bursts that look for the length of a span. Next: pressing, idle.
        case sounding
        /// Nothing is stated: until one is refused. Next: idle.
        case finding
        /// Next: pausing.
        case firstHalf
        /// Next: bursting.
        case pausing
        /// Until one is refused. Next: pressing, attempting.
        case bursting
        /// Some more that are refused, whole answers among them. Next: attempting.
        case pressing(left: Int)
        /// Next: bursting, settling, spreading, over.
        case attempting
        /// In a span that was used up by the look: until all of that burst is forgotten; else so long that the pattern
        /// comes at another place of the windows. Next: first half.
        case settling
        /// Evenly, as a span lets it in, until the stated number has been let in within the stated window, or one is
        /// refused. Next: over.
        case spreading
        /// Last.
        case over
    }
}
