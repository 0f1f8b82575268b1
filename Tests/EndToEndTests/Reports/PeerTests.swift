import Testing

/// What we write in the hands of others: a browser and a validator of JSON Schema.
@Suite(.ownTime) struct PeerTests {}
