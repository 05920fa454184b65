/// Where a chunk that authenticates stands, and where it was written to stand.
enum ChunkStanding {
    /// More chunks follow, as they should.
    case middle
    /// The last one, at the end of the file.
    case final
    /// Written as one of the middle, found at the end of the file.
    case middleButLast
    /// Written as the last, found with bytes behind it.
    case finalButFollowed

    /// What is wrong with the file from here on, if anything.
    var fault: AgeFileError? {
        switch self {
        case .middle, .final: nil
        case .middleButLast: .truncated
        case .finalButFollowed: .trailingBytes
        }
    }
}
