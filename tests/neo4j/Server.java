import java.io.OutputStream;
import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** A Neo4j server in the given home with the given configuration file, until its standard input ends. */
class Server {
    public static void main(String[] arguments) throws Exception {
        var builder = new DatabaseManagementServiceBuilder(Path.of(arguments[0]));
        var server = builder.loadPropertiesFromFile(Path.of(arguments[1])).build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
