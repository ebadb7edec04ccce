package io.quorumseal.engine.jraft;

import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;

/**
 * Frames go as their bytes. What Bolt does with other classes is Java objects in Hessian: reading those from whoever can connect
 * has been a way to have code run.
 */
final class RawBytes extends DefaultCustomSerializer {

    @Override
    public <T extends RequestCommand> boolean serializeContent(T request, InvokeContext context) {
        RpcRequestCommand command = (RpcRequestCommand) request;
        command.setContent(((Frame) command.getRequestObject()).bytes());
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(T response) {
        RpcResponseCommand command = (RpcResponseCommand) response;
        command.setContent(((Frame) command.getResponseObject()).bytes());
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(T request) {
        ((RpcRequestCommand) request).setRequestObject(Frame.read(request.getContent()));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(T response, InvokeContext context) {
        ((RpcResponseCommand) response).setResponseObject(Frame.read(response.getContent()));
        return true;
    }
}
