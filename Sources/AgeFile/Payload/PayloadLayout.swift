/// Where the chunks of a payload of known length lie, behind its nonce.
struct PayloadLayout: Equatable {
    /// The bytes of the whole plaintext.
    let plainCount: Int
    /// The bytes of all chunks in the file.
    let sealedCount: Int

    init(plainCount: Int) {
        self.plainCount = plainCount
        sealedCount =
            plainCount + PayloadLayout.chunks(of: plainCount, each: ChunkCipher.plainCount) * ChunkCipher.tagCount
    }

    /// The layout of chunks that take `sealedCount` bytes.
    ///
    /// - Throws: `truncated` where they end in the middle of a tag, or are none.
    init(sealedCount: Int) throws(AgeFileError) {
        let chunks = PayloadLayout.chunks(of: sealedCount, each: ChunkCipher.sealedCount)
        let lastCount = sealedCount - (chunks - 1) * ChunkCipher.sealedCount
        guard lastCount >= ChunkCipher.tagCount else { throw .truncated }
        self.sealedCount = sealedCount
        plainCount = sealedCount - chunks * ChunkCipher.tagCount
    }

    /// At least one: an empty payload is one empty chunk.
    var chunkCount: Int {
        PayloadLayout.chunks(of: sealedCount, each: ChunkCipher.sealedCount)
    }

    func plainRange(of chunk: Int) -> Range<Int> {
        let start = chunk * ChunkCipher.plainCount
        return start..<min(start + ChunkCipher.plainCount, plainCount)
    }

    /// - Parameter start: where the first chunk begins.
    func sealedRange(of chunk: Int, after start: Int) -> Range<Int> {
        let chunkStart = start + chunk * ChunkCipher.sealedCount
        return chunkStart..<min(chunkStart + ChunkCipher.sealedCount, start + sealedCount)
    }

    private static func chunks(of count: Int, each size: Int) -> Int {
        max(1, (count + size - 1) / size)
    }
}
