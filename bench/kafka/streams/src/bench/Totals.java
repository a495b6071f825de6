package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams, exactly once (v2): one stateful processor, one output, one stream thread. */
public final class Totals {
    private static final String STORE = "totals";

    private Totals() {}

    /** Adds a statement to the state of its key, as bench.kafka.contestants.records does. */
    static final class Add implements Processor<byte[], byte[], byte[], byte[]> {
        private final Schema output;
        private final GenericDatumReader<GenericRecord> reader;
        private final GenericDatumWriter<GenericRecord> writer;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<byte[], byte[]> totals;
        private BinaryDecoder decoder;
        private BinaryEncoder encoder;
        private GenericRecord statement;

        Add(Schema input, Schema output) {
            this.output = output;
            this.reader = new GenericDatumReader<>(input);
            this.writer = new GenericDatumWriter<>(output);
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.totals = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            try {
                byte[] data = record.value();
                decoder = DecoderFactory.get().binaryDecoder(data, 5, data.length - 5, decoder);
                statement = reader.read(statement, decoder);
                byte[] known = totals.get(record.key());
                long count = 0, amount = 0, latest = 0;
                if (known != null) {
                    ByteBuffer read = ByteBuffer.wrap(known).order(ByteOrder.LITTLE_ENDIAN);
                    count = read.getLong();
                    amount = read.getLong();
                    latest = read.getLong();
                }
                count += 1;
                amount += (Long) statement.get("amount_fen");
                latest = Math.max(latest, (Long) statement.get("occurred_at"));
                ByteBuffer kept = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
                totals.put(record.key(), kept.putLong(count).putLong(amount).putLong(latest).array());
                GenericRecord total = new GenericData.Record(output);
                total.put("dispute", statement.get("dispute"));
                total.put("statements", count);
                total.put("amount_fen", amount);
                total.put("latest_at", latest);
                out.reset();
                out.write(new byte[] {0, 0, 0, 0, 2});
                encoder = EncoderFactory.get().binaryEncoder(out, encoder);
                writer.write(total, encoder);
                encoder.flush();
                context.forward(record.withValue(out.toByteArray()));
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        JsonNode plan = new ObjectMapper().readTree(new File(arguments[0]));
        Schema input = new Schema.Parser().parse(new File(arguments[1], "statement.avsc"));
        Schema output = new Schema.Parser().parse(new File(arguments[1], "total.avsc"));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, plan.get("prefix").asText() + "streams");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, plan.get("bootstrap").asText());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Math.round(plan.get("commit_interval").asDouble() * 1000));
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, plan.get("cache_bytes").asLong());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, plan.get("folder").asText());
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // a static member takes its place again at once instead of waiting for the session of the former process
        settings.put(StreamsConfig.consumerPrefix("group.instance.id"), "bench");
        settings.put(StreamsConfig.producerPrefix("acks"), "all");
        settings.put(StreamsConfig.producerPrefix("compression.type"), plan.get("compression").asText());
        settings.put(StreamsConfig.producerPrefix("linger.ms"), plan.get("linger_ms").asInt());
        settings.put(StreamsConfig.producerPrefix("retry.backoff.ms"), plan.get("backoff_ms").asInt());
        Topology topology = new Topology();
        var bytes = Serdes.ByteArray();
        topology.addSource("source", bytes.deserializer(), bytes.deserializer(), plan.get("source").asText());
        topology.addProcessor("add", () -> new Add(input, output), "source");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), bytes, bytes).withCachingEnabled(),
                "add");
        topology.addSink("target", plan.get("target").asText(), bytes.serializer(), bytes.serializer(), "add");
        KafkaStreams streams = new KafkaStreams(topology, settings);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close();
            ended.countDown();
        }));
        streams.start();
        ended.await();
    }
}
