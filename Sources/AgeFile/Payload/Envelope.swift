/// A whole file taken apart, before any key is tried.
struct Envelope {
    let file: [UInt8]
    let header: Header
    /// The 16 bytes that the payload begins with.
    let nonce: [UInt8]
    /// Where the first chunk begins.
    let payloadStart: Int
    let layout: PayloadLayout

    /// - Parameter limit: the most bytes of plaintext to accept.
    /// - Throws: what is wrong with the header, `truncated` or `tooLarge`.
    init(_ file: [UInt8], limit: Int) throws(AgeFileError) {
        let beginning = file.prefix(AgeFile.headerLimit)
        guard let headerEnd = HeaderSyntax.end(in: beginning) else {
            try HeaderSyntax.checkBeginning(of: beginning)
            throw .malformedHeader(file.count > AgeFile.headerLimit ? .tooLong : .endsEarly)
        }
        self.file = file
        header = try Header(parsing: file[..<headerEnd])
        payloadStart = headerEnd + ChunkCipher.payloadNonceCount
        guard file.count >= payloadStart else { throw .malformedHeader(.payloadNonce) }
        nonce = Array(file[headerEnd..<payloadStart])
        layout = try PayloadLayout(sealedCount: file.count - payloadStart)
        guard layout.plainCount <= limit else { throw .tooLarge(limit: limit) }
    }
}
